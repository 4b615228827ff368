/** The objects of a member: kinds, one revision sequence, the log of changes, and the rules of a write. No I/O, one thread. */
@NullMarked
package io.fleetmesh.simulator.store;

import org.jspecify.annotations.NullMarked;
