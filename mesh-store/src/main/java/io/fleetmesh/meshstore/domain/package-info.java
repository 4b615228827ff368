/** The key spaces that consumers see, and how mesh records become keys and values. Pure: no clock, no I/O. */
@NullMarked
package io.fleetmesh.meshstore.domain;

import org.jspecify.annotations.NullMarked;
