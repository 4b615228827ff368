/** The member watcher as a service: configuration, composition, health. */
@NullMarked
package io.fleetmesh.watcher.service;

import org.jspecify.annotations.NullMarked;
