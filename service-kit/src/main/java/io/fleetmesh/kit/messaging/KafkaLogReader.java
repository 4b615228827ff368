package io.fleetmesh.kit.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LogReader} with a consumer and a thread of its own. A plain client and no channel: it needs positions and end
 * offsets, partitions that come and go while it runs, and no group.
 */
public final class KafkaLogReader implements LogReader {
    private static final Logger LOG = Logger.getLogger(KafkaLogReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LONGEST_END = Duration.ofSeconds(5);
    private static final Duration REFUSED = Duration.ofSeconds(1);
    private static final Duration LOOK_AT_ALL = Duration.ofMillis(100);
    /** Above Kafka's own longest wait of an ordinary call, one minute. */
    private static final Duration STUCK = Duration.ofMinutes(3);

    /** So long after the last one has caught up, what a service begins with has been read. */
    static final Duration HASTE = Duration.ofSeconds(10);

    private final BusSettings settings;
    /** Changed by the reader's thread. */
    private volatile KafkaConsumer<byte[], byte[]> consumer;

    private volatile boolean hasty = true;
    /** When haste has been long enough, on this reader's clock. */
    private long calmFrom = Long.MAX_VALUE;

    private final Map<TopicPartition, Followed> followed = new HashMap<>();
    /** Those that have not caught up. */
    private final Set<TopicPartition> behind = new HashSet<>();

    private final Relaxed relaxed;
    private final Barred barred;

    private final ReaderTasks tasks = new ReaderTasks(this::now);
    private final List<Barrier> barriers = new ArrayList<>();
    /** Partitions whose position is worth a look: with a thousand of them, looking at all takes longer than reading. */
    private final Set<TopicPartition> moved = new HashSet<>();
    /** When all are looked at: a position also passes, without a record, what was cleaned away. */
    private long lookAtAll;

    private final TopicIdentities identities;
    private final EndOffsets ends;

    private final AtomicLong lastProgress;
    private final LongSupplier nanoTime;
    private final long begin;
    private final Thread thread;
    /** What a broker said last when it did not believe us. */
    private String refusal = "";

    private volatile boolean closed;
    private volatile @Nullable String lost;
    /** Why nothing of this log is read any more. */
    private volatile @Nullable String distrust;

    private static final class Followed {
        final PartitionListener listener;
        final long start;
        long catchUpTo = -1;
        /** Where it goes on after it was left out; −1 for its beginning. */
        long next;

        Optional<Integer> leaderEpoch = Optional.empty();

        Followed(PartitionListener listener, long start, long next) {
            this.listener = listener;
            this.start = start;
            this.next = next;
        }
    }

    /** A task that waits until positions have passed {@code ends}, which are not known at first. */
    private static final class Barrier {
        final Set<TopicPartition> partitions;
        final Runnable task;
        Map<TopicPartition, Long> ends = Map.of();
        boolean endsKnown;

        Barrier(Set<TopicPartition> partitions, Runnable task) {
            this.partitions = partitions;
            this.task = task;
        }
    }

    /** Of one that nobody counts for. */
    public KafkaLogReader(BusSettings settings, String name, Topics topics, LongSupplier nanoTime) {
        this(settings, name, topics, nanoTime, _ -> {});
    }

    /**
     * Begins to run.
     *
     * @param topics tells whether a topic is still the one that is read, and where it ends; not closed here
     * @param whenBarred told of a topic that cannot be read any more
     */
    public KafkaLogReader(
            BusSettings settings, String name, Topics topics, LongSupplier nanoTime, Consumer<String> whenBarred) {
        this.barred = new Barred(whenBarred);
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        this.lastProgress = new AtomicLong(nanoTime.getAsLong());
        this.settings = settings;
        this.consumer = connect(settings.hastyFollowerConfig());
        this.relaxed = new Relaxed(() -> consumer);
        this.ends = new EndOffsets(topics, this);
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
        this.identities = new TopicIdentities(topics, () -> barred.causes().keySet(), new Lost());
        thread.start();
        identities.begin(name + "-identities");
    }

    private static KafkaConsumer<byte[], byte[]> connect(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private final class Lost implements TopicIdentities.Listener {
        @Override
        public void onTopicLost(String topic, String what) {
            execute(() -> {
                List<TopicPartition> partitions = followed.keySet().stream()
                        .filter(partition -> partition.topic().equals(topic))
                        .toList();
                if (!partitions.isEmpty()) {
                    reset(partitions, what);
                }
            });
        }

        @Override
        public void onClusterLost(String what) {
            lose(what);
        }
    }

    @Override
    public void follow(TopicPartition partition, PartitionListener listener) {
        follow(partition, new Followed(listener, 0, -1));
    }

    @Override
    public void follow(TopicPartition partition, long offset, PartitionListener listener) {
        follow(partition, new Followed(listener, offset, offset));
    }

    private void follow(TopicPartition partition, Followed follower) {
        execute(() -> {
            String why = distrust;
            if (why != null) {
                follower.listener.onLogReset(why);
                return;
            }
            identities.watch(partition.topic());
            relaxed.remove(partition);
            followed.put(partition, follower);
            behind.add(partition);
            assign();
            if (isRead(partition)) {
                goOn(partition, follower);
            }
        });
    }

    /** Whether it is followed and Kafka lets us read it. */
    private boolean isRead(TopicPartition partition) {
        return followed.containsKey(partition) && !barred.leavesOut(partition.topic());
    }

    private void assign() {
        consumer.assign(followed.keySet().stream().filter(this::isRead).toList());
    }

    private void goOn(TopicPartition partition, Followed follower) {
        consumer.resume(Set.of(partition));
        if (follower.next < 0) {
            consumer.seekToBeginning(Set.of(partition));
        } else {
            // By the epoch Kafka tells whether that place is still the one that was read.
            consumer.seek(partition, new OffsetAndMetadata(follower.next, follower.leaderEpoch, ""));
        }
    }

    @Override
    public void relax(TopicPartition partition) {
        execute(() -> {
            if (followed.containsKey(partition)) {
                relaxed.add(partition);
            }
        });
    }

    @Override
    public void unfollow(TopicPartition partition) {
        if (Thread.currentThread() == thread) {
            // What one fetch has brought of it is not handed over either.
            forget(partition);
        }
        execute(() -> {
            forget(partition);
            assign();
        });
    }

    private void forget(TopicPartition partition) {
        relaxed.remove(partition);
        behind.remove(partition);
        if (followed.remove(partition) != null && !isFollowed(partition.topic())) {
            barred.forget(partition.topic());
            identities.forget(partition.topic());
        }
    }

    private boolean isFollowed(String topic) {
        return followed.keySet().stream()
                .anyMatch(partition -> partition.topic().equals(topic));
    }

    @Override
    public void whenRead(Set<TopicPartition> partitions, Runnable task) {
        Barrier barrier = new Barrier(Set.copyOf(partitions), task);
        execute(() -> barriers.add(barrier));
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        wakeUp();
    }

    private void wakeUp() {
        if (Thread.currentThread() != thread) {
            consumer.wakeup();
        }
    }

    @Override
    public void executeAfter(Duration delay, Runnable task) {
        tasks.addAt(now() + delay.toNanos(), task);
        wakeUp();
    }

    private long now() {
        return nanoTime.getAsLong() - begin;
    }

    @Override
    public void lose(String what) {
        // At once, for who claims.
        distrust = what;
        execute(() -> reset(List.copyOf(followed.keySet()), what));
    }

    @Override
    public Optional<String> lost() {
        return Optional.ofNullable(lost);
    }

    @Override
    public boolean distrusts() {
        return distrust != null;
    }

    @Override
    public Map<String, String> barred() {
        return barred.causes();
    }

    @Override
    public boolean alive() {
        return thread.isAlive() && nanoTime.getAsLong() - lastProgress.get() < STUCK.toNanos();
    }

    private void run() {
        try {
            while (!closed) {
                lastProgress.set(nanoTime.getAsLong());
                tasks.run();
                calmDown();
                relaxed.wake(now());
                tryBarred();
                deliver(poll());
                noteCaughtUp();
            }
        } catch (RuntimeException e) {
            if (closed) {
                LOG.debugv(e, "Reader interrupted by its end");
                return;
            }
            // A broken invariant, not a bad record: the reader ends, and with it the process's liveness.
            LOG.errorv(e, "Reader stopped");
            throw e;
        } finally {
            consumer.close(CloseOptions.timeout(LONGEST_END));
        }
    }

    /**
     * A service that begins follows one thing after the other, each by what it has read of the one before; afterwards hardly anything is
     * followed, and fetches that end all the time without a record are a burden to who has a thousand partitions. How long a fetch waits is a
     * consumer's for its life, so another one goes on.
     */
    private void calmDown() {
        if (!hasty || now() < calmFrom || behind.stream().anyMatch(this::isRead)) {
            return;
        }
        KafkaConsumer<byte[], byte[]> begun = consumer;
        try {
            consumer = connect(settings.followerConfig());
        } catch (KafkaException e) {
            LOG.warnv("Reader cannot connect anew, tried again cause={0}", e);
            calmFrom = now() + HASTE.toNanos();
            return;
        }
        hasty = false;
        relaxed.begin();
        assign();
        followed.forEach((partition, follower) -> {
            if (isRead(partition)) {
                goOn(partition, follower);
            }
        });
        try {
            begun.close(CloseOptions.timeout(Duration.ZERO));
        } catch (KafkaException e) {
            LOG.warnv("First connection not closed in good order cause={0}", e);
        }
    }

    /** Whether it still reads as one that has just begun. */
    boolean hasty() {
        return hasty;
    }

    /** How long a poll may wait. */
    private Duration patience() {
        if (tasks.isWaiting()) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(Math.clamp(Math.min(relaxed.due(), tasks.due()) - now(), 0, POLL.toNanos()));
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        if (consumer.assignment().isEmpty()) {
            return await();
        }
        try {
            return consumer.poll(patience());
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } catch (AuthenticationException e) {
            // As if that broker were away: what was read stands, and others may answer.
            if (!String.valueOf(e.getMessage()).equals(refusal)) {
                refusal = String.valueOf(e.getMessage());
                LOG.errorv("A broker refuses this process, tried again cause={0}", refusal);
            }
            LockSupport.parkNanos(this, REFUSED.toNanos());
            return ConsumerRecords.empty();
        } catch (TopicAuthorizationException e) {
            bar(e.unauthorizedTopics(), String.valueOf(e.getMessage()));
            return ConsumerRecords.empty();
        } catch (OffsetOutOfRangeException e) {
            reset(e.offsetOutOfRangePartitions().keySet(), e.getMessage());
            return ConsumerRecords.empty();
        } catch (KafkaException e) {
            Set<String> damaged = DamagedTopics.in(e, followed.keySet());
            if (damaged.isEmpty()) {
                throw e;
            }
            bar(damaged, String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage()));
            return ConsumerRecords.empty();
        }
    }

    /** The others are read on; these wait until they can be read again, and lose nothing. */
    private void bar(Set<String> topics, String cause) {
        boolean news = false;
        for (String topic : topics) {
            if (isFollowed(topic) && barred.refuse(topic, cause, now())) {
                news = true;
                followed.keySet().stream()
                        .filter(partition -> partition.topic().equals(topic))
                        .forEach(relaxed::leaveOut);
            }
        }
        if (news) {
            assign();
        } else {
            // Said of what is not read any more, by an answer that was under way.
            LockSupport.parkNanos(this, LOOK_AT_ALL.toNanos());
        }
    }

    private void tryBarred() {
        Set<String> tried = barred.wake(now());
        if (!tried.isEmpty()) {
            assign();
            followed.forEach((partition, follower) -> {
                if (tried.contains(partition.topic())) {
                    goOn(partition, follower);
                }
            });
        }
    }

    /** A consumer without partitions may not poll; it waits for the next task instead. */
    private ConsumerRecords<byte[], byte[]> await() {
        if (!tasks.isWaiting()) {
            LockSupport.parkNanos(this, Duration.ofMillis(10).toNanos());
        }
        return ConsumerRecords.empty();
    }

    private void reset(Collection<TopicPartition> partitions, String what) {
        lost = what;
        for (TopicPartition partition : partitions) {
            relaxed.remove(partition);
            behind.remove(partition);
            Followed follower = followed.remove(partition);
            if (follower != null) {
                LOG.errorv(
                        "Log cut or recreated, its reader keeps what it has partition={0} cause={1}", partition, what);
                follower.listener.onLogReset(what);
            }
        }
        assign();
    }

    private void deliver(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        List<Followed> touched = new ArrayList<>();
        for (TopicPartition partition : records.partitions()) {
            Followed follower = followed.get(partition);
            if (follower == null) {
                continue;
            }
            touched.add(follower);
            moved.add(partition);
            relaxed.read(partition, now());
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                if (followed.get(partition) == follower) {
                    follower.listener.onRecord(record);
                    follower.next = record.offset() + 1;
                    follower.leaderEpoch = record.leaderEpoch();
                }
            }
        }
        touched.stream().filter(followed::containsValue).forEach(follower -> follower.listener.onBatchEnd());
    }

    private void noteCaughtUp() {
        learnEnds();
        try {
            boolean all = now() >= lookAtAll;
            for (TopicPartition partition : List.copyOf(behind)) {
                Followed follower = followed.get(partition);
                if (follower != null
                        && isRead(partition)
                        && follower.catchUpTo >= 0
                        && (all || moved.contains(partition))
                        && consumer.position(partition) >= follower.catchUpTo
                        && behind.remove(partition)) {
                    calmFrom = now() + HASTE.toNanos();
                    follower.listener.onCaughtUp();
                }
            }
            pass(barriers.stream()
                    .filter(barrier -> barrier.endsKnown)
                    .filter(barrier -> all || !Collections.disjoint(moved, barrier.ends.keySet()))
                    .toList());
            moved.clear();
            lookAtAll = all ? now() + LOOK_AT_ALL.toNanos() : lookAtAll;
        } catch (WakeupException e) {
            // Somebody has a task; the next turn asks again.
        } catch (TopicAuthorizationException e) {
            bar(e.unauthorizedTopics(), String.valueOf(e.getMessage()));
        } catch (KafkaException e) {
            LOG.warnv(e, "Positions not known yet");
        }
    }

    /** Of partitions that have not caught up, and of those that new barriers wait for, in one question for all of them. */
    private void learnEnds() {
        if (ends.asking()) {
            return;
        }
        Map<TopicPartition, Followed> unknown = new HashMap<>();
        behind.stream()
                .filter(partition -> isRead(partition) && followed.get(partition).catchUpTo < 0)
                .forEach(partition -> unknown.put(partition, followed.get(partition)));
        // Of what is barred the end may not be told either: who waits for it waits until it is read.
        List<Barrier> fresh = barriers.stream()
                .filter(barrier -> !barrier.endsKnown)
                .filter(barrier -> barrier.partitions.stream()
                        .noneMatch(partition -> followed.containsKey(partition) && !isRead(partition)))
                .toList();
        Set<TopicPartition> wanted = new HashSet<>(unknown.keySet());
        fresh.forEach(barrier -> wanted.addAll(barrier.partitions));
        wanted.retainAll(followed.keySet());
        if (!wanted.isEmpty()) {
            ends.ask(wanted, found -> {
                unknown.forEach((partition, follower) -> {
                    // One that is followed anew since then is to catch up with more.
                    if (found.containsKey(partition) && follower.equals(followed.get(partition))) {
                        learnEnd(partition, found.get(partition));
                    }
                });
                learnEnds(fresh, wanted, found);
            });
        } else if (!fresh.isEmpty()) {
            learnEnds(fresh, wanted, Map.of());
        }
    }

    /** @param asked the partitions that were followed then */
    private void learnEnds(List<Barrier> fresh, Set<TopicPartition> asked, Map<TopicPartition, Long> found) {
        for (Barrier barrier : fresh) {
            barrier.ends = barrier.partitions.stream()
                    .filter(found::containsKey)
                    .collect(Collectors.toMap(partition -> partition, found::get));
            barrier.endsKnown = barrier.partitions.stream()
                    .filter(asked::contains)
                    .allMatch(partition -> found.containsKey(partition) || !followed.containsKey(partition));
        }
        lookAtAll = now();
        noteCaughtUp();
    }

    private void pass(List<Barrier> candidates) {
        for (Barrier barrier : candidates) {
            if (passed(barrier)) {
                barriers.remove(barrier);
                barrier.task.run();
            }
        }
    }

    /** Nobody has caught up with a log that ends before what was read of it already. */
    private void learnEnd(TopicPartition partition, long end) {
        Followed follower = followed.get(partition);
        if (end < follower.start) {
            reset(Set.of(partition), partition + " ends at " + end + ", and was read up to " + follower.start);
        } else {
            follower.catchUpTo = end;
        }
    }

    private boolean passed(Barrier barrier) {
        return barrier.ends.entrySet().stream()
                .allMatch(end -> !followed.containsKey(end.getKey())
                        || (isRead(end.getKey()) && consumer.position(end.getKey()) >= end.getValue()));
    }

    @Override
    public void close() {
        closed = true;
        identities.close();
        consumer.wakeup();
        if (Thread.currentThread() != thread) {
            try {
                var _ = thread.join(LONGEST_END);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
