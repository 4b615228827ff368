/** Simulated members: Kubernetes clusters that behave, in memory. No API of a service depends on this module. */
@NullMarked
package io.fleetmesh.simulator;

import org.jspecify.annotations.NullMarked;
