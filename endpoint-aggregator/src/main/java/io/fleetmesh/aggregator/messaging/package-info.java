/** Facts and mesh records to and from the bus. */
@NullMarked
package io.fleetmesh.aggregator.messaging;

import org.jspecify.annotations.NullMarked;
