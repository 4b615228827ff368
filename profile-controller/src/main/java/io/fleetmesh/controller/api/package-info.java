/** Declared objects over HTTP. */
@NullMarked
package io.fleetmesh.controller.api;

import org.jspecify.annotations.NullMarked;
