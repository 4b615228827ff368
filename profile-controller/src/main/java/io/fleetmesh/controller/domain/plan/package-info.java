/** What would change, who would see what, and what speaks against it: plans, from facts and declarations. Pure. */
@NullMarked
package io.fleetmesh.controller.domain.plan;

import org.jspecify.annotations.NullMarked;
