/** From what is declared and known to who belongs to a profile, and who sees whom. */
@NullMarked
package io.fleetmesh.controller.domain.fleet;

import org.jspecify.annotations.NullMarked;
