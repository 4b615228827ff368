/** Prechecks, one class each. What is not known is a warning that says so, never a pass. */
@NullMarked
package io.fleetmesh.controller.domain.plan.check;

import org.jspecify.annotations.NullMarked;
