@NullMarked
package io.fleetmesh.watcher.domain;

import org.jspecify.annotations.NullMarked;
