/** Who belongs to a profile and who may see whom, decided in pure code. */
@NullMarked
package io.fleetmesh.controller.domain;

import org.jspecify.annotations.NullMarked;
