package io.fleetmesh.benchmarks;

import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.EventWriter;
import io.fleetmesh.kit.messaging.KafkaEventWriter;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** A log written as the services that are not there would have written it. Thread-safe. */
final class BenchLog implements AutoCloseable {
    private static final String WRITER = "bench";
    private static final int IN_FLIGHT = 20_000;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final EventWriter writer;
    private final Semaphore free = new Semaphore(IN_FLIGHT);

    /** Makes the topics that are not there. */
    BenchLog(String bootstrapServers, List<Topic> topics) {
        BusSettings settings = new BusSettings(bootstrapServers, WRITER, Duration.ofSeconds(6), Map.of());
        try (TopicProvisioner provisioner = new TopicProvisioner(settings, (short) 1)) {
            ensure(provisioner, topics);
        }
        writer = new KafkaEventWriter(settings, new EventHeaders(WRITER, WRITER, Clock.systemUTC()));
    }

    /** A broker that has little of the machine shows a topic some time after it was made; services ask again, too. */
    private static void ensure(TopicProvisioner provisioner, List<Topic> topics) {
        for (long begin = System.nanoTime(); ; LockSupport.parkNanos(PAUSE.toNanos())) {
            try {
                provisioner.ensure(topics);
                return;
            } catch (KafkaException e) {
                if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw e;
                }
            }
        }
    }

    /** Claims partition 0; what is written with the claim counts. */
    long claim(Topic topic) {
        return claim(topic, 0);
    }

    private long claim(Topic topic, int partition) {
        return send(
                        topic,
                        partition,
                        new Claim(WRITER).key(),
                        EventTypes.of(Claim.class),
                        Optional.of(Codec.encode(new Claim(WRITER))),
                        OptionalLong.empty())
                .join();
    }

    /** Claims partition 0 and writes all; returns when it is written. */
    void fill(Topic topic, List<? extends FleetRecord> records) {
        fill(topic, 0, records);
    }

    /** The same for any partition. */
    void fill(Topic topic, int partition, List<? extends FleetRecord> records) {
        long claim = claim(topic, partition);
        CompletableFuture<?>[] sent = records.stream()
                .map(record -> put(topic, partition, claim, record))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(sent).join();
    }

    /** Completes with the record's offset in partition 0. */
    CompletableFuture<Long> put(Topic topic, long claim, FleetRecord record) {
        return put(topic, 0, claim, record);
    }

    private CompletableFuture<Long> put(Topic topic, int partition, long claim, FleetRecord record) {
        return send(
                topic,
                partition,
                record.key(),
                EventTypes.of(record.getClass()),
                Optional.of(Codec.encode(record)),
                OptionalLong.of(claim));
    }

    /** Writes that a record is gone, to partition 0. */
    CompletableFuture<Long> remove(Topic topic, long claim, FleetRecord record) {
        return send(topic, 0, record.key(), EventTypes.of(record.getClass()), Optional.empty(), OptionalLong.of(claim));
    }

    /** Waits while too much is under way. */
    private CompletableFuture<Long> send(
            Topic topic, int partition, String key, String type, Optional<byte[]> body, OptionalLong claim) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        free.acquireUninterruptibly();
        writer.send(
                new TopicPartition(topic.name(), partition),
                key,
                type,
                body.map(Payload::new),
                claim,
                Map.of(),
                (metadata, failure) -> {
                    free.release();
                    if (failure == null) {
                        done.complete(metadata.offset());
                    } else {
                        done.completeExceptionally(failure);
                    }
                });
        return done;
    }

    @Override
    public void close() {
        writer.close();
    }
}
