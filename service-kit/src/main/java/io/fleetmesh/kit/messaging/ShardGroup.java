package io.fleetmesh.kit.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Shares the partitions of a topic out to the processes of a service. It reads nothing (all partitions are paused): what is
 * in them comes by {@link LogReader}, so that everyone knows the whole fleet and writes only for its own shard.
 *
 * <p>Being told of a partition is no right to write: that is what the claim gives. A process that was silent for too long is
 * told nothing before it is back in the group, and then only what is not its own any more. One with a {@link LastingName} that was
 * killed and is started again is given what it had at once, and not when the group has given up the one before.
 */
public final class ShardGroup implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ShardGroup.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration REFUSED = Duration.ofSeconds(1);
    /** Also one that has a lasting name and could come back: nobody knows whether it will. */
    private static final CloseOptions LEAVE = CloseOptions.timeout(Duration.ofSeconds(5))
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);

    /** Told on the group's own thread; must return soon, or the group takes the process for dead. */
    public interface Listener {
        void onAssigned(Set<Integer> partitions);

        void onRevoked(Set<Integer> partitions);
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    /** What a silence has cost us and the next sharing out may give back: to begin anew with all of it takes long. */
    private final Set<Integer> lost = new HashSet<>();

    private final String group;
    private final Thread thread;
    private final Optional<LastingName> name;
    private volatile Optional<String> barred = Optional.empty();
    private volatile boolean closed;

    public ShardGroup(BusSettings settings, String group, String topic, Listener listener) {
        this.group = group;
        this.name = settings.lastingName();
        consumer = new KafkaConsumer<>(
                settings.groupConfig(group), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
                consumer.pause(assigned);
                LOG.infov("Shards assigned group={0} partitions={1}", group, numbers(assigned));
                Set<Integer> kept = new HashSet<>(numbers(assigned));
                kept.retainAll(lost);
                lost.removeAll(kept);
                if (!lost.isEmpty()) {
                    listener.onRevoked(Set.copyOf(lost));
                    lost.clear();
                }
                Set<Integer> fresh = new HashSet<>(numbers(assigned));
                fresh.removeAll(kept);
                listener.onAssigned(Set.copyOf(fresh));
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
                LOG.infov("Shards revoked group={0} partitions={1}", group, numbers(revoked));
                listener.onRevoked(numbers(revoked));
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> gone) {
                LOG.warnv(
                        "Shards lost, kept until the group has shared out again group={0} partitions={1}",
                        group, numbers(gone));
                lost.addAll(numbers(gone));
            }
        });
        thread = Thread.ofPlatform().name(group + "-group").daemon(true).start(this::run);
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toUnmodifiableSet());
    }

    private void run() {
        try {
            while (!closed) {
                poll();
            }
        } catch (WakeupException e) {
            LOG.debugv("Group consumer woken to close");
        } catch (FencedInstanceIdException e) {
            // Not alive from now on; what it has claimed is its own until the other one claims it.
            LOG.errorv(
                    "Another process has this one''s place: it gives its name up, and has another once started again group={0}",
                    group);
            // Else both would take it from each other for ever, started again and again.
            name.ifPresent(LastingName::giveUp);
        } finally {
            consumer.close(LEAVE);
        }
    }

    private void poll() {
        try {
            var _ = consumer.poll(POLL);
            // Partitions that a rebalance handed over meanwhile are paused again.
            consumer.pause(consumer.assignment());
            if (consumer.groupMetadata().generationId() >= 0) {
                barred = Optional.empty();
            }
        } catch (AuthorizationException | AuthenticationException e) {
            String cause = group + " may not be joined: " + e.getMessage();
            if (barred.isEmpty()) {
                LOG.errorv("Group may not be joined, tried again group={0} cause={1}", group, e.getMessage());
            }
            barred = Optional.of(cause);
            LockSupport.parkNanos(this, REFUSED.toNanos());
        }
    }

    /** Why Kafka does not let this process take part; it is tried again. */
    public Optional<String> barred() {
        return barred;
    }

    /** Whether the group's thread still runs. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Leaves the group, so that others take over at once; returns when it is left, or Kafka does not answer for some seconds. */
    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
