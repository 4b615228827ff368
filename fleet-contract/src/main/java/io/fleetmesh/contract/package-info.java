/** What Fleetmesh's services say to each other: facts, mesh records, topics, and the codec between them and Kafka. */
@NullMarked
package io.fleetmesh.contract;

import org.jspecify.annotations.NullMarked;
