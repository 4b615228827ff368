package io.fleetmesh.watcher.kube;

import java.util.Optional;

/** How far one kind was read, and where. Not thread-safe. */
final class Place {
    /** Empty when a list is due. */
    private Optional<String> resourceVersion = Optional.empty();
    /** Empty before the first list, and where the kind is not served. */
    private Optional<String> path = Optional.empty();

    /** A list was taken; without a path the kind is not served, and there is nothing to watch. */
    void listed(String version, Optional<String> at) {
        path = at;
        resourceVersion = at.map(_ -> version);
    }

    /** A watch has come so far. */
    void reached(String version) {
        if (!version.isEmpty()) {
            resourceVersion = Optional.of(version);
        }
    }

    /** The next thing to do is a list. */
    void forget() {
        resourceVersion = Optional.empty();
    }

    boolean isListDue() {
        return resourceVersion.isEmpty();
    }

    boolean isServed() {
        return path.isPresent();
    }

    /** Where the last list was. */
    String path() {
        return path.orElseThrow();
    }

    /** Where to watch from. */
    String resourceVersion() {
        return resourceVersion.orElse("");
    }
}
