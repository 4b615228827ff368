/** The authority as a service: configuration, composition, health. */
@NullMarked
package io.fleetmesh.authority.service;

import org.jspecify.annotations.NullMarked;
