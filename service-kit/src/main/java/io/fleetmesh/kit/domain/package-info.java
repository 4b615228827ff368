/** The claim protocol as pure code: what a log means, and what must be written so that it means what it should. */
@NullMarked
package io.fleetmesh.kit.domain;

import org.jspecify.annotations.NullMarked;
