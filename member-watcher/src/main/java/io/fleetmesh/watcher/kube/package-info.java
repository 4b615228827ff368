/** A member's Kubernetes API: credentials, lists, watches, and what each kind of object becomes. */
@NullMarked
package io.fleetmesh.watcher.kube;

import org.jspecify.annotations.NullMarked;
