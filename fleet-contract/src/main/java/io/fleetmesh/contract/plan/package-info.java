/** What a plan is made of: changes, sight, waves, checks, and what people said to it. */
@NullMarked
package io.fleetmesh.contract.plan;

import org.jspecify.annotations.NullMarked;
