package io.fleetmesh.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.kit.domain.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
    /**
     * How long a record is not cleaned, nor drops what it supersedes; longer than a stall and the take-over after it, as the
     * contract's hours are in earnest: until then an owner has written again what a deposed one's void record hides.
     */
    static final Duration SUPERSEDED_KEPT = Duration.ofSeconds(20);

    private static final class Partition {
        final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        final List<Runnable> waiting = new ArrayList<>();
        /** When a tombstone was cleaned for the first time, by offset. */
        final Map<Long, Long> cleaned = new HashMap<>();

        long end;

        /** Of the first record that is not before an offset. */
        int indexOf(long offset) {
            int low = 0;
            int high = records.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (records.get(middle).offset() < offset) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** As it is now, without those who wait. */
        Partition copy() {
            Partition copy = new Partition();
            copy.records.addAll(records);
            copy.cleaned.putAll(cleaned);
            copy.end = end;
            return copy;
        }
    }

    /** All partitions as they were at one moment, as an image of the broker's disk has them. */
    static final class Image {
        private final Map<TopicPartition, Partition> partitions = new LinkedHashMap<>();

        private Image(Map<TopicPartition, Partition> from) {
            from.forEach((name, partition) -> partitions.put(name, partition.copy()));
        }
    }

    private final EventQueue queue;
    private final Mutation mutation;
    private final Map<TopicPartition, Partition> partitions = new LinkedHashMap<>();
    /** The ends of partitions as they were restored, each time. */
    private final List<Map<TopicPartition, Long>> restored = new ArrayList<>();

    private final boolean storesTwice;
    /** How many records of a partition are not stored before others are again. */
    private final Map<TopicPartition, Integer> refusals = new HashMap<>();

    private final Set<TopicPartition> refused = new HashSet<>();

    private final List<Runnable> whenThere = new ArrayList<>();
    private boolean away;
    private long generation;
    private long changes;

    SimKafka(EventQueue queue, Mutation mutation) {
        this(queue, mutation, false);
    }

    /** @param storesTwice whether what a writer sends again, because it has not heard of it, is stored again */
    SimKafka(EventQueue queue, Mutation mutation, boolean storesTwice) {
        this.queue = queue;
        this.mutation = mutation;
        this.storesTwice = storesTwice;
    }

    boolean storesTwice() {
        return storesTwice;
    }

    private Partition of(TopicPartition name) {
        return partitions.computeIfAbsent(name, _ -> new Partition());
    }

    /** It answers nobody until it is back. */
    void goAway() {
        away = true;
    }

    void comeBack() {
        away = false;
        List<Runnable> woken = List.copyOf(whenThere);
        whenThere.clear();
        woken.forEach(Runnable::run);
    }

    boolean isAway() {
        return away;
    }

    /** Runs a task now, or when it is back. */
    void whenThere(Runnable task) {
        if (away) {
            whenThere.add(task);
        } else {
            task.run();
        }
    }

    /** The next so many records of a partition are refused, as of a topic that the writer may not write or that is full. */
    void refuse(TopicPartition name, int records) {
        refusals.merge(name, records, Integer::sum);
    }

    /** Refuses nothing any more. */
    void allow(TopicPartition name) {
        refusals.remove(name);
    }

    /** Whether the record that comes now is refused. */
    boolean refusesNext(TopicPartition name) {
        int left = refusals.getOrDefault(name, 0);
        if (left > 0) {
            refusals.put(name, left - 1);
            refused.add(name);
        }
        return left > 0;
    }

    /** Whether a record of a partition ever was refused: what was under way behind it may stand without it. */
    boolean hasRefused(TopicPartition name) {
        return refused.contains(name);
    }

    /** Offset of the next record. */
    long end(TopicPartition name) {
        return of(name).end;
    }

    long append(TopicPartition name, String key, byte @Nullable [] value, List<Header> headers) {
        Partition partition = of(name);
        changes++;
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
        if (mutation == Mutation.SUPERSEDED_DROPPED) {
            compact(partition, partition.end);
        }
        List<Runnable> woken = List.copyOf(partition.waiting);
        partition.waiting.clear();
        woken.forEach(Runnable::run);
        return offset;
    }

    /** The records from a position on, at most so many. */
    List<ConsumerRecord<byte[], byte[]>> read(TopicPartition name, long position, int most) {
        Partition partition = of(name);
        int first = partition.indexOf(position);
        int behind = (int) Math.min(partition.records.size(), (long) first + most);
        return List.copyOf(partition.records.subList(first, behind));
    }

    /** The Claim that stands at an offset, if one does. */
    Optional<ConsumerRecord<byte[], byte[]>> claimAt(TopicPartition name, long offset) {
        return read(name, offset, 1).stream()
                .filter(record -> record.offset() == offset && logRecord(record).isClaim())
                .findFirst();
    }

    /** Calls once, when the next record comes. */
    void onAppend(TopicPartition name, Runnable task) {
        of(name).waiting.add(task);
    }

    /** Every record that is there, a line each, for whoever looks into a schedule. */
    String describe() {
        StringBuilder text = new StringBuilder();
        partitions.forEach((name, partition) -> partition.records.forEach(record -> text.append(name)
                .append('@')
                .append(record.offset())
                .append(" at ")
                .append(record.timestamp() / 1_000)
                .append(" ms ")
                .append(logRecord(record))
                .append(record.value() == null ? "" : new String(record.value(), UTF_8))
                .append('\n')));
        return text.toString();
    }

    private static LogRecord logRecord(ConsumerRecord<byte[], byte[]> record) {
        return io.fleetmesh.kit.messaging.RecordHeaders.toLogRecord(record);
    }

    /** Somebody deletes the topic, and it is made again. */
    void delete(TopicPartition name) {
        partitions.remove(name);
    }

    /** An empty log takes the place of this one. */
    void lose() {
        generation++;
        replace(Map.of());
    }

    /** The log as it is now. */
    Image image() {
        return new Image(partitions);
    }

    /** The log is again as it was. Topics keep their IDs: Kafka does not know that anything has happened. */
    void restore(Image image) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        image.partitions.forEach((name, partition) -> ends.put(name, partition.end));
        restored.add(ends);
        replace(new Image(image.partitions).partitions);
    }

    private void replace(Map<TopicPartition, Partition> others) {
        changes++;
        List<Runnable> woken = partitions.values().stream()
                .flatMap(partition -> partition.waiting.stream())
                .toList();
        partitions.clear();
        partitions.putAll(others);
        woken.forEach(Runnable::run);
    }

    /** Grows with each record that is stored, and when the log is another one. */
    long changes() {
        return changes;
    }

    /** Whether nothing was lost or restored since both of these were such. */
    boolean isLog(long generation, int restores) {
        return this.generation == generation && restored.size() == restores;
    }

    /** How often it was restored. */
    int restores() {
        return restored.size();
    }

    /**
     * Whether what had been read up to {@code position}, after so many restores, is there no more. As in Kafka, which compares
     * the epochs of leaders, whoever asks is told even after the log has grown beyond that position again; what was read of a
     * log that ended there or later is a part of it.
     */
    boolean isCut(TopicPartition name, long position, int restores) {
        return restored.subList(restores, restored.size()).stream()
                .anyMatch(ends -> ends.getOrDefault(name, 0L) < position);
    }

    /** Which log it is: what a topic's ID tells. */
    long generation() {
        return generation;
    }

    /** Cleans a part of each partition, never its newest record, nor anything from the first on that is too young. */
    void compact(Random random) {
        partitions.values().stream()
                .filter(partition -> partition.end > 2)
                .forEach(partition ->
                        compact(partition, Math.min(1 + random.nextLong(partition.end - 1), firstYoung(partition))));
    }

    private long firstYoung(Partition partition) {
        long old = queue.now() - EventQueue.micros(SUPERSEDED_KEPT);
        return partition.records.stream()
                .filter(record -> record.timestamp() > old)
                .mapToLong(ConsumerRecord::offset)
                .findFirst()
                .orElse(partition.end);
    }

    private void compact(Partition partition, long before) {
        Set<String> newer = new HashSet<>();
        for (int i = partition.records.size() - 1; i >= 0; i--) {
            ConsumerRecord<byte[], byte[]> record = partition.records.get(i);
            if (record.offset() < before
                    && (!newer.add(new String(record.key(), UTF_8)) || isOldTombstone(partition, record))) {
                partition.records.remove(i);
            }
        }
    }

    /** As in Kafka, its time begins when it is cleaned for the first time: until then what it deletes may still be there. */
    private boolean isOldTombstone(Partition partition, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() != null) {
            return false;
        }
        long cleaned = partition.cleaned.computeIfAbsent(record.offset(), _ -> queue.now());
        return mutation == Mutation.TOMBSTONES_DROPPED || queue.now() - cleaned > EventQueue.micros(TOMBSTONES_KEPT);
    }
}
