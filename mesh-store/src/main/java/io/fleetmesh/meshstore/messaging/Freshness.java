package io.fleetmesh.meshstore.messaging;

import io.fleetmesh.kit.messaging.LogReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * As of when a store shows all that stood on the bus: every two seconds it asks for the ends of what it reads, and has read up
 * to them when the answer counts. While Kafka is away, or what is read was lost, it grows old, whatever else goes on; that
 * nothing is written is no reason to.
 */
public final class Freshness {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final double MILLIS = 1_000;

    private final LogReader reader;
    private final Supplier<Set<String>> topics;
    private final Supplier<Optional<Instant>> snapshotServed;
    private final Clock clock;
    private volatile Optional<Instant> asOf = Optional.empty();

    private Freshness(
            LogReader reader, Supplier<Set<String>> topics, Supplier<Optional<Instant>> snapshotServed, Clock clock) {
        this.reader = reader;
        this.topics = topics;
        this.snapshotServed = snapshotServed;
        this.clock = clock;
    }

    /**
     * Begins to look, for as long as the reader lives.
     *
     * @param topics that are read
     * @param snapshotServed as of when a snapshot is that is served because nothing can be read
     */
    public static Freshness watch(
            LogReader reader,
            Supplier<Set<String>> topics,
            Supplier<Optional<Instant>> snapshotServed,
            Clock clock,
            MeterRegistry registry) {
        Freshness freshness = new Freshness(reader, topics, snapshotServed, clock);
        registry.gauge("fleetmesh_store_staleness_seconds", freshness, Freshness::staleness);
        reader.execute(freshness::look);
        return freshness;
    }

    private void look() {
        Set<TopicPartition> partitions =
                topics.get().stream().map(topic -> new TopicPartition(topic, 0)).collect(Collectors.toSet());
        Instant asked = clock.instant();
        if (partitions.isEmpty()) {
            reader.executeAfter(INTERVAL, this::look);
            return;
        }
        reader.whenRead(partitions, () -> {
            // Of what was lost nothing is read, and so nothing is waited for.
            if (reader.lost().isEmpty()) {
                asOf = Optional.of(asked);
            }
            reader.executeAfter(INTERVAL, this::look);
        });
    }

    /** In seconds; not a number while nothing is shown. */
    private double staleness() {
        return asOf.or(snapshotServed)
                .map(moment -> Duration.between(moment, clock.instant()).toMillis() / MILLIS)
                .orElse(Double.NaN);
    }
}
