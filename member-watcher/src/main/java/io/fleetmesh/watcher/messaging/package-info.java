/** Facts on the bus: one member's watch owns its topic of facts. */
@NullMarked
package io.fleetmesh.watcher.messaging;

import org.jspecify.annotations.NullMarked;
