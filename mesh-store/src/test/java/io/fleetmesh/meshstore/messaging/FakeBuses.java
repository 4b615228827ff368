package io.fleetmesh.meshstore.messaging;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.EventWriter;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.kit.messaging.Topics;
import io.fleetmesh.kit.service.Bus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Connections to a Kafka of which a test says what it does. */
final class FakeBuses {
    private final Set<String> topics;
    private final EventWriter writer;
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Set<String> barred = ConcurrentHashMap.newKeySet();

    /**
     * Where nothing is written.
     *
     * @param topics that are there
     */
    FakeBuses(Set<String> topics) {
        this(topics, new Writer());
    }

    /** @param topics that are there */
    FakeBuses(Set<String> topics, EventWriter writer) {
        this.topics = topics;
        this.writer = writer;
    }

    /** From now on nobody may see this topic. */
    void bar(Topic topic) {
        barred.add(topic.name());
    }

    Bus connect() {
        open.incrementAndGet();
        Reader reader = new Reader();
        readers.add(reader);
        return new Bus(
                new BusSettings("none:9092", "test", Duration.ofSeconds(10), Map.of()),
                reader,
                writer,
                new Present(),
                new BusMeters(new SimpleMeterRegistry()),
                (_, _, _) -> {});
    }

    /** In the order in which they were opened. */
    List<Reader> readers() {
        return readers;
    }

    /** How many are. */
    int open() {
        return open.get();
    }

    final class Reader implements LogReader {
        private final Map<TopicPartition, PartitionListener> listeners = new HashMap<>();
        private List<Runnable> later = new ArrayList<>();
        private List<Runnable> unread = new ArrayList<>();
        private boolean silent;
        private Optional<String> lost = Optional.empty();

        /** Kafka answers no more, until it does again and all has been read. */
        void silent(boolean silent) {
            this.silent = silent;
            if (!silent) {
                List<Runnable> read = unread;
                unread = new ArrayList<>();
                read.forEach(Runnable::run);
            }
        }

        PartitionListener listener() {
            return listeners.values().iterator().next();
        }

        PartitionListener listener(Topic topic) {
            return Optional.ofNullable(listeners.get(new TopicPartition(topic.name(), 0)))
                    .orElseThrow();
        }

        Set<TopicPartition> followed() {
            return listeners.keySet();
        }

        /** Runs what was put off. */
        void runLater() {
            List<Runnable> due = later;
            later = new ArrayList<>();
            due.forEach(Runnable::run);
        }

        @Override
        public void follow(TopicPartition partition, PartitionListener listener) {
            listeners.put(partition, listener);
        }

        @Override
        public void follow(TopicPartition partition, long offset, PartitionListener listener) {
            follow(partition, listener);
        }

        @Override
        public void relax(TopicPartition partition) {}

        @Override
        public void unfollow(TopicPartition partition) {
            listeners.remove(partition);
        }

        @Override
        public void whenRead(Set<TopicPartition> partitions, Runnable task) {
            if (silent) {
                unread.add(task);
            } else {
                task.run();
            }
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void executeAfter(Duration delay, Runnable task) {
            later.add(task);
        }

        @Override
        public boolean alive() {
            return true;
        }

        @Override
        public Optional<String> lost() {
            return lost;
        }

        @Override
        public void lose(String what) {
            lost = Optional.of(what);
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    private static final class Writer implements EventWriter {
        @Override
        public void send(
                TopicPartition to,
                String key,
                String type,
                Optional<Payload> value,
                OptionalLong claim,
                Map<String, String> extraHeaders,
                Callback whenDone) {
            throw new AssertionError("nothing is written to compare");
        }

        @Override
        public boolean sent(ConsumerRecord<?, ?> record) {
            return false;
        }

        @Override
        public void close() {}
    }

    private final class Present implements Topics {
        @Override
        public void ensure(Collection<Topic> wanted) {
            throw new AssertionError("nothing is made to compare");
        }

        @Override
        public boolean present(Topic topic) {
            if (barred.contains(topic.name())) {
                throw new KafkaException(
                        "could not describe topic " + topic.name(), new TopicAuthorizationException(topic.name()));
            }
            return topics.contains(topic.name());
        }

        @Override
        public Map<String, String> ids(Collection<String> names) {
            return names.stream().filter(topics::contains).collect(Collectors.toMap(name -> name, name -> name));
        }

        @Override
        public String clusterId() {
            return "test";
        }

        @Override
        public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
            throw new AssertionError("the reader knows");
        }

        @Override
        public void close() {}
    }
}
