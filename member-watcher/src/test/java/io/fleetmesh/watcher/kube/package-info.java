/** Against real HTTP servers. */
@NullMarked
package io.fleetmesh.watcher.kube;

import org.jspecify.annotations.NullMarked;
