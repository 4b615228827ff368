/** The HTTP side of a member: paths, lists, watches, discovery, statuses. Runs on the member's event loop. */
@NullMarked
package io.fleetmesh.simulator.api;

import org.jspecify.annotations.NullMarked;
