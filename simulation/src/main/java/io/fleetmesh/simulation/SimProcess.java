package io.fleetmesh.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.EventWriter;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.kit.messaging.Topics;
import io.fleetmesh.kit.service.Bus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One life of a process: its thread, its connections to Kafka. It may stall and go on as if nothing had been, and it may
 * die, with whatever it had sent either taken by the broker or not. What it sends may be stored twice: a retry.
 */
final class SimProcess {
    static final MeterRegistry METERS = new SimpleMeterRegistry();
    private static final BusMeters METERS_OF_BUS = new BusMeters(METERS);
    private static final Duration TURN = Duration.ofMillis(2);
    private static final Duration FETCH = Duration.ofMillis(300);
    private static final Duration RELAXED_FETCH = Duration.ofSeconds(1);
    private static final Duration SEND = Duration.ofMillis(200);
    private static final int BATCH = 6;
    /** Of so many records one is sent again, because the broker's answer to it was lost. */
    private static final int RETRIED = 12;

    private final String name;
    private final EventQueue queue;
    private final SimKafka kafka;
    private final Random random;
    private final Mutation mutation;
    private final long life;
    private final Bus bus;
    private final Deque<Runnable> stalled = new ArrayDeque<>();
    private final Map<TopicPartition, Deque<Sent>> sends = new HashMap<>();
    private final List<String> deadLetters = new ArrayList<>();
    private boolean stalls;
    private boolean dead;
    private long thread;
    /** When it went on after it had stalled, or began. */
    private long awakeSince;
    /** Until when nothing is read, while all else goes on. */
    private long readsFrom;

    /** On its way to the broker. */
    private static final class Sent {
        boolean lost;
        final Runnable arrival;

        Sent(Runnable arrival) {
            this.arrival = arrival;
        }
    }

    SimProcess(String name, long life, EventQueue queue, SimKafka kafka, Random random, Mutation mutation) {
        this.name = name;
        this.queue = queue;
        this.kafka = kafka;
        this.random = random;
        this.mutation = mutation;
        this.life = life;
        this.awakeSince = queue.now();
        this.bus = another(name);
    }

    Bus bus() {
        return bus;
    }

    /** How far it has read a partition by its own connections; empty if it does not read it, or no more. */
    OptionalLong position(TopicPartition partition) {
        return ((Reader) bus.reader()).position(partition);
    }

    /** Connections of its own for a part of it. */
    Bus another(String client) {
        return new Bus(
                new BusSettings("", client, Duration.ofSeconds(2), Map.of()),
                new Reader(),
                new Writer(new EventHeaders(client, client + "." + life, queue)),
                new SimTopics(),
                METERS_OF_BUS,
                (reader, record, cause) -> deadLetters.add(reader + " " + record.topic() + ": " + cause));
    }

    String name() {
        return name;
    }

    boolean isDead() {
        return dead;
    }

    List<String> deadLetters() {
        return deadLetters;
    }

    /** Runs a task on its thread, after those that came before. */
    void post(Runnable task) {
        thread = Math.max(thread, queue.now() + queue.soon(TURN));
        queue.at(thread, () -> run(task));
    }

    /** Runs a task on its thread after a time that has nothing to do with other tasks. */
    void postAt(long time, Runnable task) {
        queue.at(time, () -> run(task));
    }

    private void run(Runnable task) {
        if (dead) {
            return;
        }
        if (stalls || !stalled.isEmpty()) {
            stalled.add(task);
        } else {
            task.run();
        }
    }

    void stall() {
        stalls = true;
    }

    /** Whether it answers, and has for so long. */
    boolean hasRunFor(Duration time) {
        return !dead && !stalls && queue.now() - awakeSince >= EventQueue.micros(time);
    }

    /** Reads nothing for a time, as one whose network is slow or who has much to apply. */
    void readSlowly(Duration most) {
        readsFrom = queue.now() + random.nextLong(EventQueue.micros(most));
    }

    /** Goes on where it was, one thing after the other. */
    void goOn() {
        if (stalls) {
            awakeSince = queue.now();
        }
        stalls = false;
        queue.at(queue.now(), this::catchUp);
    }

    private void catchUp() {
        if (!stalls && !dead && !stalled.isEmpty()) {
            stalled.removeFirst().run();
            queue.at(queue.now(), this::catchUp);
        }
    }

    /** The same at once, before anything else happens. */
    void wake() {
        goOn();
        while (!stalled.isEmpty() && !dead) {
            stalled.removeFirst().run();
        }
    }

    /** Of what it has sent to a partition the first part may have come through, the rest has not. */
    void die() {
        dead = true;
        for (Deque<Sent> pending : sends.values()) {
            int through = random.nextInt(pending.size() + 1);
            for (Sent sent : pending) {
                sent.lost = through-- <= 0;
            }
        }
    }

    private final class Reader implements LogReader {
        private final Map<TopicPartition, Followed> followed = new HashMap<>();
        private final Set<TopicPartition> relaxed = new HashSet<>();
        private final List<Barrier> barriers = new ArrayList<>();
        /** They run before any more records are handed over. */
        private final Deque<Runnable> tasks = new ArrayDeque<>();

        private @Nullable String lost;

        private record Barrier(Map<TopicPartition, Long> ends, Runnable task) {}

        private final class Followed {
            final TopicPartition partition;
            final PartitionListener listener;
            /** Where the partition ended when Kafka was asked first. */
            long end = -1;

            final long generation = kafka.generation();
            int restores = kafka.restores();
            long position;
            boolean caughtUp;

            Followed(TopicPartition partition, long offset, PartitionListener listener) {
                this.partition = partition;
                this.position = offset;
                this.listener = listener;
            }

            void fetch() {
                runTasks();
                if (followed.get(partition) != this) {
                    return;
                }
                if (kafka.isAway() || queue.now() < readsFrom) {
                    kafka.whenThere(this::later);
                    return;
                }
                if (end < 0) {
                    end = mutation == Mutation.CAUGHT_UP_AT_ONCE ? 0 : kafka.end(partition);
                }
                if (isCut()) {
                    lose("another log");
                    return;
                }
                List<ConsumerRecord<byte[], byte[]>> records =
                        kafka.read(partition, position, 1 + random.nextInt(BATCH));
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (followed.get(partition) != this) {
                        return;
                    }
                    position = record.offset() + 1;
                    if (mutation != Mutation.IDENTITIES_MISSED || !isIdentity(record)) {
                        listener.onRecord(mutation == Mutation.CLAIMS_IGNORED ? withoutClaim(record) : record);
                    }
                }
                if (records.isEmpty()) {
                    position = kafka.end(partition);
                } else {
                    listener.onBatchEnd();
                }
                if (!caughtUp && position >= end && followed.get(partition) == this) {
                    caughtUp = true;
                    listener.onCaughtUp();
                }
                passBarriers();
                if (position < kafka.end(partition)) {
                    later();
                } else {
                    kafka.onAppend(partition, this::later);
                }
            }

            void lose(String what) {
                followed.remove(partition);
                lost = what;
                listener.onLogReset(what);
                passBarriers();
            }

            private boolean isCut() {
                if (kafka.generation() != generation) {
                    return true;
                }
                boolean cut = position > kafka.end(partition) || kafka.isCut(partition, position, restores);
                restores = kafka.restores();
                return cut && mutation != Mutation.CUT_UNNOTICED;
            }

            void later() {
                postAt(
                        Math.max(queue.now(), readsFrom)
                                + queue.soon(relaxed.contains(partition) ? RELAXED_FETCH : FETCH),
                        this::fetch);
            }
        }

        OptionalLong position(TopicPartition partition) {
            Followed reading = followed.get(partition);
            return reading == null ? OptionalLong.empty() : OptionalLong.of(reading.position);
        }

        /** Of the mesh; facts of identities have another key. */
        private static boolean isIdentity(ConsumerRecord<byte[], byte[]> record) {
            return new String(record.key(), UTF_8).startsWith("identity/");
        }

        /** As if the first owner had written everything. */
        private static ConsumerRecord<byte[], byte[]> withoutClaim(ConsumerRecord<byte[], byte[]> record) {
            if (record.headers().lastHeader(Headers.CLAIM) != null) {
                record.headers().remove(Headers.CLAIM).add(Headers.CLAIM, new byte[] {'0'});
            }
            return record;
        }

        @Override
        public void follow(TopicPartition partition, PartitionListener listener) {
            follow(partition, 0, listener);
        }

        @Override
        public void follow(TopicPartition partition, long offset, PartitionListener listener) {
            execute(() -> {
                Followed fresh = new Followed(partition, offset, listener);
                followed.put(partition, fresh);
                fresh.later();
            });
        }

        @Override
        public void relax(TopicPartition partition) {
            execute(() -> relaxed.add(partition));
        }

        @Override
        public void unfollow(TopicPartition partition) {
            followed.remove(partition);
            execute(() -> {
                relaxed.remove(partition);
                followed.remove(partition);
            });
        }

        @Override
        public void whenRead(Set<TopicPartition> partitions, Runnable task) {
            execute(() -> kafka.whenThere(() -> {
                barriers.add(new Barrier(partitions.stream().collect(Collectors.toMap(p -> p, kafka::end)), task));
                execute(this::passBarriers);
            }));
        }

        private void passBarriers() {
            if (barriers.isEmpty()) {
                return;
            }
            for (Barrier barrier : List.copyOf(barriers)) {
                boolean passed = barrier.ends().entrySet().stream()
                        .allMatch(end -> !followed.containsKey(end.getKey())
                                || followed.get(end.getKey()).position >= end.getValue());
                if (passed && barriers.remove(barrier)) {
                    barrier.task().run();
                }
            }
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
            post(this::runTasks);
        }

        private void runTasks() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        @Override
        public void executeAfter(Duration delay, Runnable task) {
            postAt(queue.now() + EventQueue.micros(delay), task);
        }

        @Override
        public void lose(String what) {
            execute(() -> {
                for (Followed reading : List.copyOf(followed.values())) {
                    reading.lose(what);
                }
            });
        }

        @Override
        public Optional<String> lost() {
            return Optional.ofNullable(lost);
        }

        @Override
        public boolean alive() {
            return !dead;
        }

        @Override
        public void close() {
            followed.clear();
        }
    }

    /** Stores a record, unless it would be taken for another's, and tells where. */
    private interface Append {
        void run(LongConsumer whenStored);
    }

    private final class Writer implements EventWriter {
        private final EventHeaders headers;
        private final Map<TopicPartition, Long> last = new HashMap<>();
        /** Its own, by where they were stored. */
        private final Map<TopicPartition, Map<Long, ConsumerRecord<byte[], byte[]>>> claims = new HashMap<>();

        Writer(EventHeaders headers) {
            this.headers = headers;
        }

        @Override
        public void send(
                TopicPartition to,
                String key,
                String type,
                Optional<Payload> value,
                OptionalLong claim,
                Map<String, String> extraHeaders,
                Callback whenDone) {
            List<Header> with = headers.next(key, type, claim, extraHeaders);
            long arrives = queue.now() + queue.soon(SEND);
            if (mutation != Mutation.WRITES_REORDERED || key.equals(Claim.KEY)) {
                arrives = Math.max(arrives, last.getOrDefault(to, 0L));
            }
            byte @Nullable [] bytes = value.map(Payload::bytes).orElse(null);
            Optional<ConsumerRecord<byte[], byte[]>> claimed = claim.isPresent()
                    ? Optional.ofNullable(claims.getOrDefault(to, Map.of()).get(claim.getAsLong()))
                    : Optional.empty();
            LongConsumer answer = offset -> {
                kafka.claimAt(to, offset)
                        .ifPresent(own ->
                                claims.computeIfAbsent(to, _ -> new HashMap<>()).put(offset, own));
                post(() -> whenDone.onCompletion(new RecordMetadata(to, offset, 0, 0, 0, 0), null));
            };
            Append append = whenStored -> {
                if (kafka.refusesNext(to)) {
                    post(() -> whenDone.onCompletion(null, new TopicAuthorizationException(to.topic())));
                } else if (!isTakenForAnothers(claimed, claimOf(to, claim))) {
                    whenStored.accept(kafka.append(to, key, bytes, with));
                }
            };
            if (kafka.storesTwice() && random.nextInt(RETRIED) == 0) {
                arrive(to, arrives, () -> append.run(_ -> {}));
                long again = arrives + queue.soon(SEND);
                arrive(to, again, () -> append.run(answer));
                // Whatever is sent later waits until it is answered.
                arrives = mutation == Mutation.RETRIED_OUT_OF_ORDER ? arrives : again;
            } else {
                arrive(to, arrives, () -> append.run(answer));
            }
            last.put(to, arrives);
        }

        /** Sends what the broker stores at {@code time}, unless the process dies before. */
        private void arrive(TopicPartition to, long time, Runnable arrival) {
            Sent sent = new Sent(arrival);
            sends.computeIfAbsent(to, _ -> new ArrayDeque<>()).add(sent);
            queue.at(
                    time,
                    () -> kafka.whenThere(() -> {
                        sends.getOrDefault(to, new ArrayDeque<>()).remove(sent);
                        if (!sent.lost) {
                            sent.arrival.run();
                        }
                    }));
        }

        private Optional<ConsumerRecord<byte[], byte[]>> claimOf(TopicPartition to, OptionalLong claim) {
            return claim.isPresent() ? kafka.claimAt(to, claim.getAsLong()) : Optional.empty();
        }

        /**
         * What comes of an owner that has not noticed that the log was lost or restored, and where its Claim stood there now stands
         * another: whoever folds takes it for that owner's, and no rule tells (decision 9). It does not arrive here.
         */
        private static boolean isTakenForAnothers(
                Optional<ConsumerRecord<byte[], byte[]>> claimed, Optional<ConsumerRecord<byte[], byte[]>> now) {
            return now.isPresent() && !now.equals(claimed);
        }

        @Override
        public boolean sent(ConsumerRecord<?, ?> record) {
            return headers.areOn(record);
        }

        @Override
        public void close() {}
    }

    private final class SimTopics implements Topics {
        @Override
        public void ensure(Collection<Topic> topics) {}

        @Override
        public boolean present(Topic topic) {
            return true;
        }

        @Override
        public Map<String, String> ids(Collection<String> names) {
            requireAnswer();
            return names.stream().collect(Collectors.toMap(name -> name, name -> name + "#" + kafka.generation()));
        }

        @Override
        public String clusterId() {
            requireAnswer();
            return "simulated";
        }

        @Override
        public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
            requireAnswer();
            return partitions.stream().collect(Collectors.toMap(partition -> partition, kafka::end));
        }

        private void requireAnswer() {
            if (kafka.isAway()) {
                throw new KafkaException("no answer");
            }
        }

        @Override
        public void close() {}
    }
}
