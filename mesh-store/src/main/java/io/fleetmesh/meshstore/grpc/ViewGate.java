package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.meshstore.domain.KeyRange;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.grpc.StatusException;
import java.util.List;

/**
 * What a caller may read: its own view, within the four ranges that Cilium's etcd role {@code local} may read. A range
 * that reaches outside is refused whole, as etcd does, so that nobody takes a part for all.
 */
final class ViewGate {
    /** Everything there is: whoever asks for all of it gets the whole truth. */
    private static final KeyRange ALL = KeyRange.prefix("cilium/");

    /** Ranges that a view fills; elsewhere an empty answer would read as "there is none". */
    private static final List<KeyRange> READABLE = List.of(
            KeyRange.prefix("cilium/.heartbeat"),
            KeyRange.prefix("cilium/cache/"),
            KeyRange.prefix("cilium/cluster-config/"),
            KeyRange.prefix("cilium/synced/"));

    private final ViewAccess views;
    private final StoreMeters meters;

    ViewGate(ViewAccess views, StoreMeters meters) {
        this.views = views;
        this.meters = meters;
    }

    /** The view of whoever makes the present call. */
    ViewIndex view() throws StatusException {
        return switch (views.viewOf(Caller.cluster())) {
            case ViewAccess.Access.Ready ready -> ready.view();
            case ViewAccess.Access.NotLoaded _ -> {
                meters.refused("not-loaded");
                throw EtcdErrors.NOT_LOADED.asException();
            }
            case ViewAccess.Access.Unknown _ -> {
                meters.refused("unknown");
                throw EtcdErrors.PERMISSION_DENIED.asException();
            }
        };
    }

    boolean mayRead(KeyRange range) {
        boolean allowed = ALL.isWithin(range) || READABLE.stream().anyMatch(range::isWithin);
        if (!allowed) {
            meters.refused("range");
        }
        return allowed;
    }
}
