/** Laws of the simulator. */
@NullMarked
package io.fleetmesh.simulator.api;

import org.jspecify.annotations.NullMarked;
