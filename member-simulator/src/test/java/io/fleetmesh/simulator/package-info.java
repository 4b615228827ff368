/** Tests of simulated members by real clients. */
@NullMarked
package io.fleetmesh.simulator;

import org.jspecify.annotations.NullMarked;
