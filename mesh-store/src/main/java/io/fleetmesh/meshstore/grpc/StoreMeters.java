package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.meshstore.domain.ViewIndex;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** A store's meters. Its gauges go with it: one that stays says nothing true, and is in the way of the next store's. Thread-safe. */
final class StoreMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private final Set<Gauge> gauges = ConcurrentHashMap.newKeySet();
    private final AtomicInteger watches = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger handshakesWaiting = new AtomicInteger();
    private final Counter eventsSent;
    private final Counter watchersCut;

    StoreMeters(MeterRegistry registry) {
        this.registry = registry;
        var _ = gauge("fleetmesh_store_watches", watches, AtomicInteger::get);
        var _ = gauge("fleetmesh_store_connections", connections, AtomicInteger::get);
        var _ = gauge("fleetmesh_store_handshakes_waiting", handshakesWaiting, AtomicInteger::get);
        eventsSent = registry.counter("fleetmesh_store_events_sent");
        watchersCut = registry.counter("fleetmesh_store_watchers_cut");
    }

    void ranges(RangeSlots slots) {
        var _ = gauge("fleetmesh_store_ranges_waiting", slots, RangeSlots::waiting);
        var _ = gauge("fleetmesh_store_ranges_bytes", slots.bytes(), ByteBudget::held);
    }

    void frames(ByteBudget frames) {
        var _ = gauge("fleetmesh_store_watches_bytes", frames, ByteBudget::held);
        var _ = gauge("fleetmesh_store_watches_waiting", frames, ByteBudget::waiting);
    }

    void watches(int more) {
        watches.addAndGet(more);
    }

    void connections(int more) {
        connections.addAndGet(more);
    }

    void handshakesWaiting(int count) {
        handshakesWaiting.set(count);
    }

    void eventsSent(int count) {
        eventsSent.increment(count);
    }

    /** A watcher fell out of the kept window. */
    void watcherCut() {
        watchersCut.increment();
    }

    void range(Status.Code code) {
        registry.counter("fleetmesh_store_ranges", "code", code.name()).increment();
    }

    /** @param reason identity, unknown, not-loaded, range, method, behind, slow, or a limit */
    void refused(String reason) {
        registry.counter("fleetmesh_store_refused", "reason", reason).increment();
    }

    /**
     * The revision of one view;
     *
     * @return to be removed with it
     */
    Gauge revision(ViewIndex view, String cluster) {
        return gauge("fleetmesh_store_revision", view, ViewIndex::revision, "cluster", cluster);
    }

    private <T> Gauge gauge(String name, T of, ToDoubleFunction<T> value, String... tags) {
        Gauge gauge = Gauge.builder(name, of, value).tags(tags).register(registry);
        gauges.add(gauge);
        return gauge;
    }

    void remove(Gauge gauge) {
        gauges.remove(gauge);
        registry.remove(gauge);
    }

    @Override
    public void close() {
        gauges.forEach(this::remove);
    }
}
