/**
 * The services' own code on one seeded queue of events, with everything around it made up: Kafka's log, processes that
 * crash and stall, members' APIs that fail. No thread, no wall clock: a seed is a schedule.
 */
@NullMarked
package io.fleetmesh.simulation;

import org.jspecify.annotations.NullMarked;
