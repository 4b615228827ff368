package io.fleetmesh.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Compacted partitions, as one broker holds them. */
final class SimKafka {
    /** How long a tombstone stays; longer than any process stalls here, as the contract's days are in earnest. */
    static final Duration TOMBSTONES_KEPT = Duration.ofSeconds(30);

    private static final class Partition {
        final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        final List<Runnable> waiting = new ArrayList<>();
        long end;
    }

    private final EventQueue queue;
    private final Mutation mutation;
    private final Map<TopicPartition, Partition> partitions = new HashMap<>();

    SimKafka(EventQueue queue, Mutation mutation) {
        this.queue = queue;
        this.mutation = mutation;
    }

    private Partition of(TopicPartition name) {
        return partitions.computeIfAbsent(name, _ -> new Partition());
    }

    /** Offset of the next record. */
    long end(TopicPartition name) {
        return of(name).end;
    }

    long append(TopicPartition name, String key, byte @Nullable [] value, List<Header> headers) {
        Partition partition = of(name);
        long offset = partition.end++;
        partition.records.add(new ConsumerRecord<>(
                name.topic(),
                name.partition(),
                offset,
                queue.now(),
                TimestampType.CREATE_TIME,
                0,
                0,
                key.getBytes(UTF_8),
                value,
                new RecordHeaders(headers),
                Optional.empty()));
        List<Runnable> woken = List.copyOf(partition.waiting);
        partition.waiting.clear();
        woken.forEach(Runnable::run);
        return offset;
    }

    /** The records from a position on, at most so many. */
    List<ConsumerRecord<byte[], byte[]>> read(TopicPartition name, long position, int most) {
        return of(name).records.stream()
                .filter(record -> record.offset() >= position)
                .limit(most)
                .toList();
    }

    /** Calls once, when the next record comes. */
    void onAppend(TopicPartition name, Runnable task) {
        of(name).waiting.add(task);
    }

    /** Cleans a part of some partition, never its newest record. */
    void compactSomething(Random random) {
        List<Partition> some = partitions.values().stream()
                .filter(partition -> partition.end > 2)
                .toList();
        if (!some.isEmpty()) {
            Partition partition = some.get(random.nextInt(some.size()));
            compact(partition, 1 + random.nextLong(partition.end - 1));
        }
    }

    private void compact(Partition partition, long before) {
        Set<String> newer = new HashSet<>();
        for (int i = partition.records.size() - 1; i >= 0; i--) {
            ConsumerRecord<byte[], byte[]> record = partition.records.get(i);
            if (record.offset() < before && (!newer.add(new String(record.key(), UTF_8)) || isOldTombstone(record))) {
                partition.records.remove(i);
            }
        }
    }

    private boolean isOldTombstone(ConsumerRecord<byte[], byte[]> record) {
        long age = queue.now() - record.timestamp();
        return record.value() == null
                && (mutation == Mutation.TOMBSTONES_DROPPED || age > EventQueue.micros(TOMBSTONES_KEPT));
    }
}
