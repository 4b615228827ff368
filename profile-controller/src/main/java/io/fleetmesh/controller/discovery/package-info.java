/** Where members are found that nobody has declared by hand. */
@NullMarked
package io.fleetmesh.controller.discovery;

import org.jspecify.annotations.NullMarked;
