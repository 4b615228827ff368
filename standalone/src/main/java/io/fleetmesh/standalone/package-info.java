/** Composes broker, simulated members and services on one machine. No logic of the system lives here. */
@NullMarked
package io.fleetmesh.standalone;

import org.jspecify.annotations.NullMarked;
