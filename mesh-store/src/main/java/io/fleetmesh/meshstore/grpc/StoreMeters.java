package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.meshstore.domain.ViewIndex;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** The store's meters. Thread-safe. */
final class StoreMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private final Queue<Gauge> gauges = new ConcurrentLinkedQueue<>();
    private final AtomicInteger watches = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final Counter eventsSent;
    private final Counter watchersCut;

    StoreMeters(MeterRegistry registry) {
        this.registry = registry;
        gauge("fleetmesh_store_watches", watches, AtomicInteger::get);
        gauge("fleetmesh_store_connections", connections, AtomicInteger::get);
        eventsSent = registry.counter("fleetmesh_store_events_sent");
        watchersCut = registry.counter("fleetmesh_store_watchers_cut");
    }

    private <T> void gauge(String name, T of, ToDoubleFunction<T> value) {
        gauges.add(Gauge.builder(name, of, value).register(registry));
    }

    void ranges(RangeSlots slots) {
        gauge("fleetmesh_store_ranges_waiting", slots, RangeSlots::waiting);
        gauge("fleetmesh_store_ranges_bytes", slots.bytes(), ByteBudget::held);
    }

    void frames(ByteBudget frames) {
        gauge("fleetmesh_store_watches_bytes", frames, ByteBudget::held);
        gauge("fleetmesh_store_watches_waiting", frames, ByteBudget::waiting);
    }

    void watches(int more) {
        watches.addAndGet(more);
    }

    void connections(int more) {
        connections.addAndGet(more);
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
        return Gauge.builder("fleetmesh_store_revision", view, ViewIndex::revision)
                .tag("cluster", cluster)
                .register(registry);
    }

    void remove(Gauge gauge) {
        registry.remove(gauge);
    }

    /** Makes room for the gauges of another server: a registry keeps the first of a name, and not what it tells of. */
    @Override
    public void close() {
        gauges.forEach(registry::remove);
    }
}
