package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.Family;
import io.micrometer.core.instrument.MeterRegistry;

/** Counters of the watch of members. Thread-safe. */
public final class WatchMeters {
    private static final String KIND = "kind";

    private final MeterRegistry registry;

    public WatchMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param result ok, refused (it is not believed), unreachable or suspect */
    void listed(Family family, String result) {
        registry.counter("fleetmesh_watcher_lists", KIND, family.segment(), "result", result)
                .increment();
    }

    /** A watch ended and is opened again. */
    void restarted(Family family) {
        registry.counter("fleetmesh_watcher_watch_restarts", KIND, family.segment())
                .increment();
    }

    /** An object could not become a fact. */
    public void unmappable(Family family) {
        registry.counter("fleetmesh_watcher_unmappable", KIND, family.segment()).increment();
    }
}
