package io.fleetmesh.kit.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Partitions of a consumer that rest after each reading: while one is paused, its records gather and end no fetch that waits
 * for others. For the consumer's thread.
 */
final class Relaxed {
    private static final long REST = Duration.ofMillis(250).toNanos();

    private final Supplier<Consumer<?, ?>> consumer;
    private final Set<TopicPartition> partitions = new HashSet<>();
    /** Those that are paused, and until when on the reader's clock. */
    private final Map<TopicPartition, Long> resting = new HashMap<>();

    private long due = Long.MAX_VALUE;

    /** @param consumer the present one */
    Relaxed(Supplier<Consumer<?, ?>> consumer) {
        this.consumer = consumer;
    }

    /** The consumer is another one, which has none of them paused. */
    void begin() {
        resting.clear();
        due = Long.MAX_VALUE;
    }

    void add(TopicPartition partition) {
        partitions.add(partition);
    }

    /** One that is left out for now: it does not rest when it is read again. */
    void leaveOut(TopicPartition partition) {
        resting.remove(partition);
    }

    /** One that is not read any more, or from now on promptly. */
    void remove(TopicPartition partition) {
        partitions.remove(partition);
        resting.remove(partition);
    }

    /** Nanoseconds on the reader's clock when {@link #wake} has something to do. */
    long due() {
        return due;
    }

    /** Records of {@code partition} were handed over. */
    void read(TopicPartition partition, long now) {
        if (partitions.contains(partition)) {
            consumer.get().pause(Set.of(partition));
            resting.put(partition, now + REST);
            due = Math.min(due, now + REST);
        }
    }

    /** Resumes those that have rested. */
    void wake(long now) {
        if (now < due) {
            return;
        }
        due = Long.MAX_VALUE;
        Set<TopicPartition> rested = new HashSet<>();
        resting.forEach((partition, until) -> {
            if (until <= now) {
                rested.add(partition);
            } else {
                due = Math.min(due, until);
            }
        });
        resting.keySet().removeAll(rested);
        consumer.get().resume(rested);
    }
}
