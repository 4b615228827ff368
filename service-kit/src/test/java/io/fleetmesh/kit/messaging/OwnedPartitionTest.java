package io.fleetmesh.kit.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The claim protocol on a real broker. */
class OwnedPartitionTest {
    @TempDir
    static Path directory;

    private static EmbeddedKafka kafka;
    private static int topics;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final BusSettings settings =
            new BusSettings(kafka.bootstrapServers(), "test", Duration.ofSeconds(6), Map.of());
    private final TopicProvisioner provisioner = new TopicProvisioner(settings, (short) 1);

    @BeforeAll
    static void startKafka() throws IOException {
        kafka = EmbeddedKafka.start(directory, freePort(), freePort());
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
    }

    @Test
    void aNewOwnerFoldsWhatTheOldOneWroteAndWritesOnlyTheDifference() {
        Topic topic = topic();
        OwnerProcess old = new OwnerProcess(topic);
        old.put("a", "1");
        old.put("b", "1");
        old.remove("b");

        OwnerProcess next = new OwnerProcess(topic);
        boolean same = next.put("a", "1");
        boolean other = next.put("a", "2");

        assertFalse(same);
        assertTrue(other);
        Reader reader = new Reader(topic);
        await().until(() -> reader.state.equals(Map.of("namespace/a", new NamespaceFact("a", Optional.of("2")))));
    }

    @Test
    void aZombiesWritesChangeNothingForReadersAndAreWrittenOver() {
        Topic topic = topic();
        OwnerProcess zombie = new OwnerProcess(topic);
        zombie.put("a", "1");
        OwnerProcess owner = new OwnerProcess(topic);
        await().until(() -> zombie.deposed);

        raw(topic, "namespace/a", "0", new NamespaceFact("a", Optional.of("zombie")));

        await().until(() -> count("fleetmesh_records_repaired") >= 1);
        Reader reader = new Reader(topic);
        await().until(() -> reader.caughtUp);
        assertEquals(Map.of("namespace/a", new NamespaceFact("a", Optional.of("1"))), reader.state);
        assertFalse(zombie.put("a", "3"));
        assertTrue(owner.partition.owned());
    }

    @Test
    void aVoidRecordOfAnotherTypeLeavesTheTypeOfTheGoodOne() {
        Topic topic = topic();
        new OwnerProcess(topic).put("a", "1");
        OwnerProcess second = new OwnerProcess(topic);
        second.partition.close();
        rawBytes(topic, "namespace/a", "0", "io.fleetmesh.repair.v1", "{}");

        new OwnerProcess(topic);

        await().until(() -> count("fleetmesh_records_written") >= 2);
        Reader reader = new Reader(topic);
        await().until(() -> reader.caughtUp);
        assertEquals(Map.of("namespace/a", new NamespaceFact("a", Optional.of("1"))), reader.state);
        assertEquals(List.of(), reader.dead);
    }

    @Test
    void aForeignRecordIsReportedAndWrittenOverAlsoByTheNextOwner() {
        Topic topic = topic();
        raw(topic, "namespace/x", null, new NamespaceFact("x", Optional.empty()));

        OwnerProcess owner = new OwnerProcess(topic);
        raw(topic, "namespace/y", null, new NamespaceFact("y", Optional.empty()));

        await().until(() -> owner.foreign.equals(List.of("namespace/x", "namespace/y")));
        await().until(() -> count("fleetmesh_records_repaired") >= 2);
        assertEquals(Map.of(), owner.partition.state());
    }

    @Test
    void aClaimOfAnotherLogIsForeignAndVoidsNothing() {
        Topic topic = topic();
        OwnerProcess owner = new OwnerProcess(topic);
        owner.put("a", "1");
        // What a writer's buffer may still hold when the log that it was meant for has been lost.
        raw(topic, "namespace/a", "4711", new NamespaceFact("a", Optional.of("old")));
        await().until(() -> owner.foreign.equals(List.of("namespace/a")));

        owner.put("a", "2");

        Reader reader = new Reader(topic);
        await().until(() -> reader.caughtUp);
        assertEquals(Map.of("namespace/a", new NamespaceFact("a", Optional.of("2"))), reader.state);
        assertTrue(owner.partition.owned());
    }

    @Test
    void aLogThatIsBegunAgainIsReadNoMoreAndWrittenNoMore() {
        Topic topic = topic();
        OwnerProcess owner = new OwnerProcess(topic);
        owner.put("a", "1");
        Reader reader = new Reader(topic);
        await().until(() -> reader.state.size() == 1);

        delete(topic);
        ensure(topic);

        await().atMost(Duration.ofMinutes(1)).until(() -> reader.lost.size() == 1);
        assertEquals(Set.of("namespace/a"), reader.state.keySet());
        await().atMost(Duration.ofMinutes(1)).until(() -> !owner.partition.owned());
        assertFalse(owner.put("a", "2"));
    }

    @Test
    void aReaderGoesOnWhereAnotherWas() {
        Topic topic = topic();
        OwnerProcess owner = new OwnerProcess(topic);
        owner.put("a", "1");
        Reader first = new Reader(topic);
        await().until(() -> first.caughtUp);
        owner.put("b", "1");
        await().until(() -> first.state.size() == 2);
        long next = first.follower.next();
        owner.put("b", "2");
        owner.put("c", "1");

        Reader second = new Reader(topic, next, first.follower.newestClaim());

        await().until(() -> second.caughtUp);
        assertEquals(
                Map.of(
                        "namespace/b", new NamespaceFact("b", Optional.of("2")),
                        "namespace/c", new NamespaceFact("c", Optional.of("1"))),
                second.state);
    }

    @Test
    void aLogThatEndsBeforeWhatWasReadIsNotCaughtUpWith() {
        Topic topic = topic();
        OwnerProcess owner = new OwnerProcess(topic);
        owner.put("a", "1");

        Reader reader = new Reader(topic, 4711, 0);

        await().until(() -> reader.lost.size() == 1);
        assertFalse(reader.caughtUp);
    }

    private void delete(Topic topic) {
        try (Admin admin = Admin.create(settings.adminConfig())) {
            var _ = admin.deleteTopics(List.of(topic.name())).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        await().until(() -> !provisioner.present(topic));
    }

    @Test
    void aPoisonRecordWithAValidClaimBecomesADeadLetterAndLeavesTheLastGoodValue() {
        Topic topic = topic();
        OwnerProcess owner = new OwnerProcess(topic);
        owner.put("a", "1");
        Reader reader = new Reader(topic);
        await().until(() -> reader.state.size() == 1);

        rawBytes(topic, "namespace/a", "0", "io.fleetmesh.fact.namespace.v1", "{");

        await().until(() -> reader.dead.size() == 1);
        assertTrue(reader.dead.getFirst().startsWith("malformed"), reader.dead.getFirst());
        assertEquals(Set.of("namespace/a"), reader.state.keySet());
    }

    @Test
    void aTopicWithAnotherNumberOfPartitionsIsRefused() {
        Topic topic = topic();
        Topic wrong = new Topic(topic.name(), 3, "", "", Topic.Cleanup.COMPACT);

        var refusal = org.junit.jupiter.api.Assertions.assertThrows(
                TopicProvisioner.TopicMismatch.class, () -> provisioner.present(wrong));

        assertTrue(refusal.getMessage().contains("1 partitions, expected 3"), refusal.getMessage());
    }

    @Test
    void twoProcessesShareAGroupAndTheOtherTakesOverWhatOneLeaves() {
        Topic topic = new Topic("fleetmesh.shared", 4, "", "", Topic.Cleanup.COMPACT);
        ensure(topic);
        Set<Integer> mine = ConcurrentHashMap.newKeySet();
        Set<Integer> others = ConcurrentHashMap.newKeySet();
        ShardGroup one = new ShardGroup(settings, "shared", topic.name(), into(mine));
        ShardGroup two = new ShardGroup(settings, "shared", topic.name(), into(others));
        open.add(two);
        await().atMost(Duration.ofSeconds(60)).until(() -> mine.size() == 2 && others.size() == 2);

        one.close();

        await().atMost(Duration.ofSeconds(60)).until(() -> others.size() == 4);
    }

    /** A long pause of the JVM does that. */
    @Test
    void aProcessThatTheGroupHasGivenUpAndTakenBackIsToldNothing() throws Exception {
        Topic topic = new Topic("fleetmesh.given-up", 4, "", "", Topic.Cleanup.COMPACT);
        ensure(topic);
        List<String> told = new CopyOnWriteArrayList<>();
        open.add(new ShardGroup(settings, "given-up", topic.name(), new ShardGroup.Listener() {
            @Override
            public void onAssigned(Set<Integer> assigned) {
                told.add("assigned " + new TreeSet<>(assigned));
            }

            @Override
            public void onRevoked(Set<Integer> revoked) {
                told.add("revoked " + new TreeSet<>(revoked));
            }
        }));
        await().atMost(Duration.ofSeconds(60)).until(() -> !told.isEmpty());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()))) {
            String before = onlyMember(admin, "given-up", 4);

            admin.removeMembersFromConsumerGroup("given-up", new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !onlyMember(admin, "given-up", 4).equals(before) && told.size() == 2);
        }
        assertEquals(List.of("assigned [0, 1, 2, 3]", "assigned []"), told);
    }

    /** The ID of the one member that has so many partitions. */
    private static String onlyMember(Admin admin, String group, int partitions) {
        return await().ignoreExceptions()
                .until(
                        () -> admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                                .filter(member ->
                                        member.assignment().topicPartitions().size() == partitions)
                                .map(MemberDescription::consumerId)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static ShardGroup.Listener into(Set<Integer> partitions) {
        return new ShardGroup.Listener() {
            @Override
            public void onAssigned(Set<Integer> assigned) {
                partitions.addAll(assigned);
            }

            @Override
            public void onRevoked(Set<Integer> revoked) {
                partitions.removeAll(revoked);
            }
        };
    }

    private double count(String name) {
        return registry.find(name).counters().stream()
                .mapToDouble(c -> c.count())
                .sum();
    }

    private Topic topic() {
        Topic topic = Topic.facts("m" + topics++);
        ensure(topic);
        return topic;
    }

    private void ensure(Topic topic) {
        await().ignoreExceptions().until(() -> {
            provisioner.ensure(List.of(topic));
            return true;
        });
    }

    private void raw(Topic topic, String key, @org.jspecify.annotations.Nullable String claim, NamespaceFact body) {
        rawBytes(
                topic,
                key,
                claim,
                "io.fleetmesh.fact.namespace.v1",
                new String(io.fleetmesh.contract.Codec.encode(body), UTF_8));
    }

    private void rawBytes(
            Topic topic, String key, @org.jspecify.annotations.Nullable String claim, String type, String value) {
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** One owner with its own reader and writer, as a process would have. */
    private final class OwnerProcess implements OwnedPartition.Owner {
        final List<String> foreign = new CopyOnWriteArrayList<>();
        final OwnedPartition partition;
        volatile boolean deposed;

        OwnerProcess(Topic topic) {
            LogReader reader = new KafkaLogReader(settings, "reader", provisioner, System::nanoTime);
            EventWriter writer = new KafkaEventWriter(settings, new EventHeaders("test", "run", Clock.systemUTC()));
            open.add(reader);
            open.add(writer);
            partition = OwnedPartition.claim(
                    new TopicPartition(topic.name(), 0), "test", reader, writer, new BusMeters(registry), this);
            await().until(partition::owned);
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
        public void onForeign(OwnedPartition where, ConsumerRecord<byte[], byte[]> record) {
            foreign.add(new String(record.key(), UTF_8));
        }
    }

    /** A reader that folds. */
    private final class Reader implements StateFollower.Handler {
        final Map<String, FleetRecord> state = new ConcurrentHashMap<>(new HashMap<>());
        final List<String> dead = new CopyOnWriteArrayList<>();
        final List<String> lost = new CopyOnWriteArrayList<>();
        final StateFollower follower;
        volatile boolean caughtUp;

        Reader(Topic topic) {
            this(topic, 0, -1);
        }

        Reader(Topic topic, long next, long claim) {
            LogReader reader = new KafkaLogReader(settings, "reader", provisioner, System::nanoTime);
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
