package io.fleetmesh.controller.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.LogAcceptance;
import io.fleetmesh.controller.domain.ProfileSettings;
import io.fleetmesh.controller.domain.fleet.Reservations;
import io.fleetmesh.controller.domain.plan.Plans;
import io.fleetmesh.controller.domain.plan.check.Newcomers;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.kit.service.Bus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** A broker, and on it one controller after the other. */
public final class RunningController {
    public static final Duration PATIENCE = Duration.ofSeconds(60);
    public static final String PROFILE = "default";

    private final TestBroker broker;
    private final RememberedLog memory = new RememberedLog();
    private Optional<ProfileKeeper> keeper = Optional.empty();

    /**
     * A record as it stands in a log.
     *
     * @param body none if it ends what its key had
     */
    public record Logged(String key, Optional<FleetRecord> body, Map<String, String> headers) {
        public boolean tombstone() {
            return body.isEmpty();
        }
    }

    public RunningController(Path directory) throws IOException {
        broker = new TestBroker(directory);
    }

    /** The first one, on an empty log. */
    public void start() {
        start(new LogAcceptance(Optional.empty(), Optional.empty()));
    }

    /** The first one, on an empty log, with what a backup has. */
    public void restore(FleetRecord... records) {
        restore(Map.of(), records);
    }

    /** The same with who stands behind some of it, by its place in a backup. */
    void restore(Map<String, Map<String, String>> actors, FleetRecord... records) {
        Backup backup = new Backup(new Incarnation("log-1", 40, List.of()), List.of(records), actors);
        memory.remember(new Incarnation("log-1", 50, List.of()));
        start(new LogAcceptance(Optional.empty(), Optional.of(Backup.read(backup.write()))));
    }

    private void start(LogAcceptance acceptance) {
        ProfileKeeper next = new ProfileKeeper(
                broker.bus(),
                new Kept<>(),
                new ProfileSettings(PROFILE, 255),
                List.of(),
                Set.of(),
                memory,
                acceptance,
                Clock.systemUTC());
        var _ = broker.closing(next);
        keeper = Optional.of(next);
        await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(next::ready);
        // The only one stands by for nobody: it is ready when it has written, and no sooner.
        assertTrue(next.plans().history().isPresent());
    }

    /** The one that runs ends. */
    public void stop() {
        keeper.ifPresent(running -> {
            broker.forget(running);
            running.close();
        });
        keeper = Optional.empty();
    }

    public Plans plans() {
        return keeper.orElseThrow().plans();
    }

    public Newcomers newcomers() {
        return keeper.orElseThrow().newcomers();
    }

    Reservations reservations() {
        return keeper.orElseThrow().reservations();
    }

    public Intents intents() {
        return keeper.orElseThrow().intents();
    }

    /** Writes as an owner that comes between two controllers. */
    public void write(Topic topic, FleetRecord record) {
        write(owned(broker.bus(), topic), record);
    }

    /** Writes one record to each of these topics, as their owner. */
    public void writeAll(Map<Topic, FleetRecord> records) {
        Bus bus = broker.bus();
        ensure(bus, records.keySet());
        records.forEach((topic, record) -> write(owned(bus, topic), record));
    }

    /** Owns a topic from now on; what is accepted is written when the call returns. */
    Consumer<FleetRecord> owner(Topic topic) {
        Bus bus = broker.bus();
        ensure(bus, Set.of(topic));
        OwnedPartition owned = owned(bus, topic);
        return record -> write(owned, record);
    }

    private static void ensure(Bus bus, Collection<Topic> topics) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            // Kafka may not know at once what it has just made.
            bus.topics().ensure(topics);
            return true;
        });
    }

    private static OwnedPartition owned(Bus bus, Topic topic) {
        CompletableFuture<OwnedPartition> owned = new CompletableFuture<>();
        var _ = OwnedPartition.claim(
                new TopicPartition(topic.name(), 0),
                "test",
                bus.reader(),
                bus.writer(),
                bus.meters(),
                new OwnedPartition.Owner() {
                    @Override
                    public void onOwned(OwnedPartition partition) {
                        owned.complete(partition);
                    }

                    @Override
                    public void onDeposed(OwnedPartition partition) {}
                });
        return owned.join();
    }

    private static void write(OwnedPartition owned, FleetRecord record) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        if (owned.put(record, Map.of(), (_, failure) -> written.complete(failure == null)) && !written.join()) {
            throw new AssertionError("not written: " + record);
        }
    }

    /** All records of a topic but claims, in the order of each partition. */
    public List<Logged> log(Topic topic) {
        List<Logged> found = new CopyOnWriteArrayList<>();
        Bus reading = broker.bus();
        IntStream.range(0, topic.partitions())
                .forEach(number -> reading.reader()
                        .follow(new TopicPartition(topic.name(), number), new PartitionListener() {
                            @Override
                            public void onRecord(ConsumerRecord<byte[], byte[]> record) {
                                Map<String, String> headers = new TreeMap<>();
                                for (Header header : record.headers()) {
                                    headers.put(header.key(), new String(header.value(), UTF_8));
                                }
                                if (!headers.getOrDefault("ce_type", "").endsWith(".claim.v1")) {
                                    found.add(new Logged(
                                            new String(record.key(), UTF_8),
                                            Optional.ofNullable(record.value())
                                                    .map(value -> body(headers.get("ce_type"), value)),
                                            headers));
                                }
                            }

                            @Override
                            public void onCaughtUp() {}
                        }));
        return found;
    }

    private static FleetRecord body(String type, byte[] value) {
        if (Codec.decode(Optional.of(type), value) instanceof Decoded.Known(FleetRecord body)) {
            return body;
        }
        throw new AssertionError("cannot be read: " + type);
    }

    public void close() throws Exception {
        broker.close();
    }
}
