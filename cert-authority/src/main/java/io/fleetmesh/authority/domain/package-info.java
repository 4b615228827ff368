/** Who may get which certificate, and when it is due again: decided in pure code, without keys. */
@NullMarked
package io.fleetmesh.authority.domain;

import org.jspecify.annotations.NullMarked;
