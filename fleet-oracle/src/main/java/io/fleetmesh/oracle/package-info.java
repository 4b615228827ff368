/**
 * What agents are shown is compared with what members hold: members that change under load and remember it, and agents that
 * list and watch as Cilium's do and judge what they see. For tests of faults, on a running fleet of simulated members.
 */
@NullMarked
package io.fleetmesh.oracle;

import org.jspecify.annotations.NullMarked;
