package io.fleetmesh.watcher.kube;

import io.fleetmesh.watcher.domain.Observation;
import io.fleetmesh.watcher.domain.Unmappable;

/**
 * One line of a watch.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">Kubernetes API concepts, efficient detection
 *     of changes</a>
 */
sealed interface WatchEvent {
    /** An object is there, has changed or is gone. */
    record Observed(Observation observation, String resourceVersion) implements WatchEvent {}

    /** An object that cannot become a fact; what is known of it stays. */
    record Unusable(Unmappable problem, String resourceVersion) implements WatchEvent {}

    /** No more to say up to here. */
    record Bookmark(String resourceVersion) implements WatchEvent {}

    /** The server ends the watch. */
    record Failed(int status, String message) implements WatchEvent {}
}
