package io.fleetmesh.aggregator.messaging;

import static org.awaitility.Awaitility.await;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.embeddedkafka.Guard;
import io.fleetmesh.embeddedkafka.Operator;
import io.fleetmesh.embeddedkafka.Quorum;
import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.EventWriter;
import io.fleetmesh.kit.messaging.KafkaEventWriter;
import io.fleetmesh.kit.messaging.KafkaLogReader;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.kit.messaging.RecordHeaders;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.messaging.TopicDeadLetters;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.service.Bus;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A broker with the topics of one member, and what other services write and read there. */
abstract class OnABroker {
    static final Topic MESH = Topic.mesh("blue", "m-east");
    static final Topic FACTS = Topic.facts("m-east");
    static final Duration PATIENTLY = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<TopicPartition, OwnedPartition> claimed = new HashMap<>();
    private EmbeddedKafka kafka;
    private Operator operator;
    private Bus others;

    @BeforeEach
    void begin() throws IOException {
        kafka = closing(EmbeddedKafka.start(directory, Quorum.aloneAnywhere(), 1, Guard.forbiddingOnly()));
        operator = closing(new Operator(kafka.bootstrapServers()));
        others = bus("others");
        await().ignoreExceptions().atMost(PATIENTLY).until(() -> {
            others.topics()
                    .ensure(List.of(
                            Topic.log(),
                            Topic.members(),
                            Topic.appliedProfiles(),
                            Topic.exportApprovals(),
                            Topic.globalServices(),
                            Topic.problems(),
                            Topic.deadLetters(),
                            FACTS,
                            MESH));
            return true;
        });
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    final <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    /** Connections of a process with this name. */
    final Bus bus(String client) {
        // A second is the least that the broker takes, so that what is given up is soon claimed again.
        BusSettings settings = new BusSettings(kafka.bootstrapServers(), client, Duration.ofSeconds(1), Map.of());
        TopicProvisioner topics = new TopicProvisioner(settings, (short) 1);
        EventWriter writer = new KafkaEventWriter(settings, new EventHeaders(client, client, Clock.systemUTC()));
        return closing(new Bus(
                settings,
                new KafkaLogReader(settings, client, topics, System::nanoTime),
                writer,
                topics,
                new BusMeters(registry),
                new TopicDeadLetters(writer, registry)));
    }

    /** The service that owns it writes this. */
    final void write(Topic topic, FleetRecord record) {
        TopicPartition to = new TopicPartition(topic.name(), TopicProvisioner.partitionOf(topic, record.key()));
        OwnedPartition partition = claimed.computeIfAbsent(
                to,
                at -> OwnedPartition.claim(
                        at, "others", others.reader(), others.writer(), others.meters(), new Others()));
        await().until(partition::owned);
        var _ = partition.put(record, Map.of());
    }

    private static final class Others implements OwnedPartition.Owner {
        @Override
        public void onOwned(OwnedPartition partition) {}

        @Override
        public void onDeposed(OwnedPartition partition) {}
    }

    /** What stands in a topic, by key, kept up. */
    final Map<String, FleetRecord> read(Topic topic) {
        Map<String, FleetRecord> state = new ConcurrentHashMap<>();
        IntStream.range(0, topic.partitions())
                .forEach(number -> others.reader()
                        .follow(
                                new TopicPartition(topic.name(), number),
                                new StateFollower("test", others.deadLetters(), new Fold(state))));
        return state;
    }

    /** The same of a topic without claims. */
    final Map<String, FleetRecord> readUnclaimed(Topic topic) {
        Map<String, FleetRecord> state = new ConcurrentHashMap<>();
        others.reader().follow(new TopicPartition(topic.name(), 0), new Unclaimed(state));
        return state;
    }

    private record Unclaimed(Map<String, FleetRecord> state) implements PartitionListener {
        @Override
        public void onRecord(ConsumerRecord<byte[], byte[]> record) {
            if (Codec.decode(RecordHeaders.type(record), record.value()) instanceof Decoded.Known(FleetRecord body)) {
                state.put(RecordHeaders.key(record), body);
            }
        }

        @Override
        public void onCaughtUp() {}
    }

    private record Fold(Map<String, FleetRecord> state) implements StateFollower.Handler {
        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            body.ifPresentOrElse(value -> state.put(key, value), () -> state.remove(key));
        }

        @Override
        public void onCaughtUp() {}
    }

    final void bar(Topic topic, AclOperation operation) {
        operator.bar(ResourceType.TOPIC, topic.name(), operation);
    }

    final void permit(Topic topic) {
        operator.permit(ResourceType.TOPIC, topic.name());
    }

    final void configure(Topic topic, String setting, String value) {
        operator.configure(topic.name(), setting, value);
    }
}
