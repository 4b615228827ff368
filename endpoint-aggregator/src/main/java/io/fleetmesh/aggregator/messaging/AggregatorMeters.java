package io.fleetmesh.aggregator.messaging;

import io.micrometer.core.instrument.MeterRegistry;

/** The aggregator's meters. Thread-safe. */
public final class AggregatorMeters {
    static final String SERVICE = "endpoint-aggregator";

    private final MeterRegistry registry;

    public AggregatorMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void problem(String member) {
        registry.counter("fleetmesh_aggregator_problems", "member", member).increment();
    }

    void exportHeld(String member) {
        registry.counter("fleetmesh_aggregator_exports_held", "member", member).increment();
    }

    void problemUnsent(String member) {
        registry.counter("fleetmesh_aggregator_problems_unsent", "member", member)
                .increment();
    }
}
