package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.Family;
import java.util.List;

/** What every kind says of itself besides what is kept of its objects. */
abstract class FramedKind<T> implements WatchedKind<T> {
    /** Whether objects are of a namespace. */
    enum Scope {
        CLUSTER,
        NAMESPACED
    }

    private final Family family;
    private final String kind;
    private final Class<T> type;
    private final Scope scope;
    private final List<String> paths;

    FramedKind(Family family, String kind, Class<T> type, Scope scope, String... paths) {
        this.family = family;
        this.kind = kind;
        this.type = type;
        this.scope = scope;
        this.paths = List.of(paths);
    }

    @Override
    public final Family family() {
        return family;
    }

    @Override
    public final String kind() {
        return kind;
    }

    @Override
    public final Class<T> type() {
        return type;
    }

    @Override
    public final boolean namespaced() {
        return scope == Scope.NAMESPACED;
    }

    @Override
    public final List<String> paths() {
        return paths;
    }
}
