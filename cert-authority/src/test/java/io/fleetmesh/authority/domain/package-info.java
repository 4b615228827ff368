@NullMarked
package io.fleetmesh.authority.domain;

import org.jspecify.annotations.NullMarked;
