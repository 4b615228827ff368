/** Who may do what to what is declared: pure rules over role bindings. */
@NullMarked
package io.fleetmesh.controller.domain.access;

import org.jspecify.annotations.NullMarked;
