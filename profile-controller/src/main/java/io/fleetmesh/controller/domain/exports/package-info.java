/** Who may export what while a profile's exports are held. */
@NullMarked
package io.fleetmesh.controller.domain.exports;

import org.jspecify.annotations.NullMarked;
