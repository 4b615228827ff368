/** The mesh store as a service: configuration, composition, health. */
@NullMarked
package io.fleetmesh.meshstore.service;

import org.jspecify.annotations.NullMarked;
