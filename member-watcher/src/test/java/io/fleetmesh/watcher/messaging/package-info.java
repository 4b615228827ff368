/** Watches at a broker, of members that are not asked anything. */
@NullMarked
package io.fleetmesh.watcher.messaging;

import org.jspecify.annotations.NullMarked;
