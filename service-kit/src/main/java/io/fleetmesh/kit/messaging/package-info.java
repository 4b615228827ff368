/** Kafka as the services use it: follow partitions by position, own a partition by claim, share partitions out by group. */
@NullMarked
package io.fleetmesh.kit.messaging;

import org.jspecify.annotations.NullMarked;
