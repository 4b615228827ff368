/** What can be made to go wrong in a member. */
@NullMarked
package io.fleetmesh.simulator.fault;

import org.jspecify.annotations.NullMarked;
