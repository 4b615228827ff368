package io.fleetmesh.kit.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.embeddedkafka.Guard;
import io.fleetmesh.embeddedkafka.Operator;
import io.fleetmesh.embeddedkafka.Quorum;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, and processes on it, for each test class its own. */
abstract class OnABroker {
    @TempDir
    static Path directory;

    private static EmbeddedKafka kafka;
    private static int topics;

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final List<AutoCloseable> open = new ArrayList<>();
    final BusSettings settings = new BusSettings(kafka.bootstrapServers(), "test", Duration.ofSeconds(6), Map.of());
    final Operator operator = new Operator(kafka.bootstrapServers());
    final TopicProvisioner provisioner = new TopicProvisioner(settings, (short) 1);

    @BeforeAll
    static void startKafka() throws IOException {
        kafka = EmbeddedKafka.start(directory, Quorum.aloneAnywhere(), 1, Guard.forbiddingOnly());
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
        provisioner.close();
        operator.close();
    }

    double count(String name) {
        return registry.find(name).counters().stream()
                .mapToDouble(c -> c.count())
                .sum();
    }

    Topic topic() {
        Topic topic = Topic.facts("m" + topics++);
        ensure(topic);
        return topic;
    }

    void ensure(Topic topic) {
        await().ignoreExceptions().until(() -> {
            provisioner.ensure(List.of(topic));
            return true;
        });
    }

    void delete(Topic topic) {
        try (Admin admin = Admin.create(settings.adminConfig())) {
            var _ = admin.deleteTopics(List.of(topic.name())).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        await().until(() -> !provisioner.present(topic));
    }

    /** Where the only partition of a topic ends. */
    long end(Topic topic) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        return provisioner.ends(Set.of(partition)).get(partition);
    }

    void raw(Topic topic, String key, @org.jspecify.annotations.Nullable String claim, NamespaceFact body) {
        rawBytes(
                topic,
                key,
                claim,
                "io.fleetmesh.fact.namespace.v1",
                new String(io.fleetmesh.contract.Codec.encode(body), UTF_8));
    }

    void rawBytes(Topic topic, String key, @org.jspecify.annotations.Nullable String claim, String type, String value) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings.producerConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topic.name(), 0, key.getBytes(UTF_8), value.getBytes(UTF_8));
            record.headers().add(Headers.TYPE, type.getBytes(UTF_8));
            if (claim != null) {
                record.headers().add(Headers.CLAIM, claim.getBytes(UTF_8));
            }
            var _ = producer.send(record);
        }
    }

    /** One owner with its own reader and writer, as a process would have. */
    final class OwnerProcess implements OwnedPartition.Owner {
        final List<String> foreign = new CopyOnWriteArrayList<>();
        final List<String> unwritable = new CopyOnWriteArrayList<>();
        final OwnedPartition partition;
        volatile boolean deposed;

        OwnerProcess(Topic topic) {
            this(topic, new KafkaLogReader(settings, "reader", provisioner, System::nanoTime));
            await().until(partition::owned);
        }

        /** One that has claimed it, whatever came of that. */
        OwnerProcess(Topic topic, LogReader reader) {
            EventWriter writer = new KafkaEventWriter(settings, new EventHeaders("test", "run", Clock.systemUTC()));
            open.add(reader);
            open.add(writer);
            partition = OwnedPartition.claim(
                    new TopicPartition(topic.name(), 0), "test", reader, writer, new BusMeters(registry), this);
        }

        boolean put(String name, String value) {
            return partition.put(new NamespaceFact(name, Optional.of(value)), Map.of());
        }

        void remove(String name) {
            partition.remove("namespace/" + name, Map.of());
        }

        @Override
        public void onOwned(OwnedPartition owned) {}

        @Override
        public void onDeposed(OwnedPartition gone) {
            deposed = true;
        }

        @Override
        public void onUnwritable(OwnedPartition where, ConsumerRecord<byte[], byte[]> record, String cause) {
            unwritable.add(new String(record.key(), UTF_8) + "@" + record.offset());
        }

        @Override
        public void onForeign(OwnedPartition where, ConsumerRecord<byte[], byte[]> record) {
            foreign.add(new String(record.key(), UTF_8));
        }
    }

    /** A reader that folds. */
    final class Reader implements StateFollower.Handler {
        final Map<String, FleetRecord> state = new ConcurrentHashMap<>(new HashMap<>());
        final List<String> dead = new CopyOnWriteArrayList<>();
        final List<String> lost = new CopyOnWriteArrayList<>();
        final StateFollower follower;
        final LogReader reader = new KafkaLogReader(settings, "reader", provisioner, System::nanoTime);
        volatile boolean caughtUp;

        Reader(Topic topic) {
            this(topic, 0, -1);
        }

        Reader(Topic topic, long next, long claim) {
            open.add(reader);
            follower = new StateFollower("test", (name, record, cause) -> dead.add(cause), this, next, claim);
            reader.follow(new TopicPartition(topic.name(), 0), next, follower);
        }

        @Override
        public void onLogReset(String what) {
            lost.add(what);
        }

        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            body.ifPresentOrElse(b -> state.put(key, b), () -> state.remove(key));
        }

        @Override
        public void onCaughtUp() {
            caughtUp = true;
        }
    }
}
