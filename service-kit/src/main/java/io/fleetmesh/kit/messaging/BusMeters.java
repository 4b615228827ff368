package io.fleetmesh.kit.messaging;

import io.fleetmesh.kit.domain.TopicDifference;
import io.micrometer.core.instrument.MeterRegistry;

/** Counters of the claim protocol, by topic, and of what must succeed before. Thread-safe. */
public final class BusMeters {
    private static final String TOPIC = "topic";

    private final MeterRegistry registry;

    public BusMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void written(String topic) {
        registry.counter("fleetmesh_records_written", TOPIC, topic).increment();
    }

    void writeFailed(String topic) {
        registry.counter("fleetmesh_records_write_failed", TOPIC, topic).increment();
    }

    void voided(String topic) {
        registry.counter("fleetmesh_records_voided", TOPIC, topic).increment();
    }

    void repaired(String topic) {
        registry.counter("fleetmesh_records_repaired", TOPIC, topic).increment();
    }

    /** A record was of a kind that Kafka never takes. */
    void unwritable(String topic) {
        registry.counter("fleetmesh_records_unwritable", TOPIC, topic).increment();
    }

    /** An owner has given up its claim, because Kafka refused what it wrote. */
    void refused(String topic) {
        registry.counter("fleetmesh_partitions_refused", TOPIC, topic).increment();
    }

    /** A topic cannot be read any more. */
    public void barred(String topic) {
        registry.counter("fleetmesh_reads_barred", TOPIC, topic).increment();
    }

    /** A topic is not as it should be, and does no harm by that at once. */
    public void differs(TopicDifference difference) {
        registry.counter("fleetmesh_topics_differ", TOPIC, difference.topic(), "setting", difference.setting())
                .increment();
    }

    /** A step has failed as nobody had foreseen. */
    public void stepFailed(String step) {
        registry.counter("fleetmesh_steps_failed", "step", step).increment();
    }
}
