/** Laws of the simulator. */
@NullMarked
package io.fleetmesh.simulator.workload;

import org.jspecify.annotations.NullMarked;
