/**
 * What the controllers and agents of a cluster do: Deployments become Pods, Pods become endpoints. Level-triggered: a change only
 * marks what to look at again. No I/O, on the member's event loop.
 */
@NullMarked
package io.fleetmesh.simulator.workload;

import org.jspecify.annotations.NullMarked;
