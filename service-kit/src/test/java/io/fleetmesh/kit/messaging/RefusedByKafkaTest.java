package io.fleetmesh.kit.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.Payload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** What Kafka does not let us write or read, for a while or because of what it is. */
class RefusedByKafkaTest extends OnABroker {
    private static final Duration PATIENTLY = Duration.ofMinutes(1);
    /** Above what a producer sends, and what a broker takes unless told otherwise. */
    private static final String HUGE = "x".repeat(2_000_000);

    private final AtomicInteger number = new AtomicInteger();

    private static FleetRecord namespace(String name, String value) {
        return new NamespaceFact(name, Optional.of(value));
    }

    private static Optional<Payload> payload(String name, String value) {
        return Optional.of(new Payload(Codec.encode(namespace(name, value))));
    }

    @Test
    void anOwnerThatMayNotWriteGivesItsClaimUpAndWhoClaimsAgainGoesOnOnceItMay() {
        Topic topic = topic();
        OwnerProcess owner = new OwnerProcess(topic);
        owner.put("a", "1");

        operator.bar(ResourceType.TOPIC, topic.name(), AclOperation.WRITE);
        // What is written before the broker has heard of it is taken.
        await().until(() -> {
            owner.put("a", "barred " + number.incrementAndGet());
            return owner.deposed;
        });
        assertTrue(owner.partition.problem().orElse("").startsWith(topic.name() + "-0 cannot be written: "));
        assertFalse(owner.put("b", "1"));
        assertEquals(1, count("fleetmesh_partitions_refused"));
        OwnerProcess again =
                new OwnerProcess(topic, new KafkaLogReader(settings, "reader", provisioner, System::nanoTime));
        await().until(() -> again.partition
                .problem()
                .orElse("")
                .startsWith(topic.name() + "-0 cannot be claimed: " + "org.apache.kafka"));

        operator.permit(ResourceType.TOPIC, topic.name());

        await().atMost(PATIENTLY).until(again.partition::owned);
        assertEquals(Optional.empty(), again.partition.problem());
        again.put("a", "2");
        again.put("b", "1");
        Reader reader = new Reader(topic);
        await().until(() ->
                reader.state.equals(Map.of("namespace/a", namespace("a", "2"), "namespace/b", namespace("b", "1"))));
    }

    @Test
    void aRecordThatIsTooLargeToBeSentHoldsNothingBackAndLeavesTheLastValue() {
        Topic topic = topic();
        OwnerProcess owner = new OwnerProcess(topic);
        owner.put("a", "1");

        owner.put("a", HUGE);
        owner.put("new", HUGE);
        owner.put("b", "1");

        await().until(() -> owner.unwritable.equals(List.of("namespace/a@-1", "namespace/new@-1")));
        assertEquals(payload("a", "1"), owner.partition.get("namespace/a"));
        assertEquals(Optional.empty(), owner.partition.get("namespace/new"));
        assertTrue(owner.partition.owned());
        assertEquals(2, count("fleetmesh_records_unwritable"));
        assertTrue(owner.put("a", "2"));
        Reader reader = new Reader(topic);
        await().until(() ->
                reader.state.equals(Map.of("namespace/a", namespace("a", "2"), "namespace/b", namespace("b", "1"))));
    }

    @Test
    void ofSeveralThatTheBrokerTakesForTooLargeTheLastOneThatItTookStays() {
        Topic topic = topic();
        OwnerProcess owner = new OwnerProcess(topic);
        operator.configure(topic.name(), "max.message.bytes", "5000");
        String large = HUGE.substring(0, 50_000);
        // What is written before the broker has heard of it is taken.
        await().until(() -> {
            owner.put("probe", large + number.incrementAndGet());
            return !owner.unwritable.isEmpty();
        });
        owner.put("a", "1");

        owner.put("a", large + "1");
        owner.put("a", large + "2");
        owner.put("a", HUGE);
        owner.put("b", "1");

        await().until(() ->
                owner.unwritable.stream().filter("namespace/a@-1"::equals).count() == 3);
        assertEquals(payload("a", "1"), owner.partition.get("namespace/a"));
        assertTrue(owner.partition.owned());
        Reader reader = new Reader(topic);
        await().until(() -> namespace("a", "1").equals(reader.state.get("namespace/a"))
                && namespace("b", "1").equals(reader.state.get("namespace/b")));
    }

    @Test
    void aTopicThatMayNotBeReadWaitsAndGoesOnWhereItWasWhileOthersAreRead() {
        Topic topic = topic();
        Topic other = topic();
        OwnerProcess owner = new OwnerProcess(topic);
        OwnerProcess ofOther = new OwnerProcess(other);
        owner.put("a", "1");
        List<String> counted = new CopyOnWriteArrayList<>();
        LogReader reader = new KafkaLogReader(settings, "reader", provisioner, System::nanoTime, counted::add);
        open.add(reader);
        Keys keys = new Keys();
        Keys ofOtherKeys = new Keys();
        reader.follow(new TopicPartition(topic.name(), 0), new StateFollower("test", (_, _, _) -> {}, keys));
        reader.follow(new TopicPartition(other.name(), 0), new StateFollower("test", (_, _, _) -> {}, ofOtherKeys));
        await().until(() -> keys.told.equals(List.of("namespace/a", "caught up")));

        operator.bar(ResourceType.TOPIC, topic.name(), AclOperation.READ);
        await().atMost(PATIENTLY).until(() -> reader.barred().keySet().equals(Set.of(topic.name())));
        owner.put("b", "1");
        reader.whenRead(Set.of(new TopicPartition(topic.name(), 0)), () -> keys.told.add("read"));
        ofOther.put("c", "1");
        await().until(() -> ofOtherKeys.told.contains("namespace/c"));
        assertEquals(List.of("namespace/a", "caught up"), keys.told);
        assertTrue(reader.alive());

        operator.permit(ResourceType.TOPIC, topic.name());

        await().atMost(PATIENTLY)
                .until(() -> keys.told.equals(List.of("namespace/a", "caught up", "namespace/b", "read")));
        await().atMost(PATIENTLY).until(() -> reader.barred().isEmpty());
        assertEquals(Set.of(topic.name()), Set.copyOf(counted));
        assertEquals(Optional.empty(), reader.lost());
    }

    @Test
    void aTopicThatMayNotBeReadFromTheBeginningIsReadOnceItMay() {
        Topic topic = topic();
        new OwnerProcess(topic).put("a", "1");
        operator.bar(ResourceType.TOPIC, topic.name(), AclOperation.READ);
        Reader reader = new Reader(topic);
        await().atMost(PATIENTLY).until(() -> reader.reader.barred().containsKey(topic.name()));
        assertFalse(reader.caughtUp);

        operator.permit(ResourceType.TOPIC, topic.name());

        await().atMost(PATIENTLY).until(() -> reader.caughtUp);
        assertEquals(Set.of("namespace/a"), reader.state.keySet());
    }

    /** A disk's fault, which the broker does not see: it sends the file as it is. */
    @Test
    void aTopicWithADamagedBatchWaitsAndGoesOnOnceItIsMendedWhileOthersAreRead() throws IOException {
        Topic topic = topic();
        Topic other = topic();
        OwnerProcess owner = new OwnerProcess(topic);
        Reader before = new Reader(topic);
        // In batches of their own.
        owner.put("a", "1");
        await().until(() -> before.state.containsKey("namespace/a"));
        owner.put("b", "1");
        await().until(() -> before.state.containsKey("namespace/b"));

        flipLastByte(topic);
        Reader reader = new Reader(topic);
        Keys ofOther = new Keys();
        reader.reader.follow(new TopicPartition(other.name(), 0), new StateFollower("test", (_, _, _) -> {}, ofOther));

        await().atMost(PATIENTLY).until(() -> reader.reader.barred().keySet().equals(Set.of(topic.name())));

        String cause = reader.reader.barred().get(topic.name());
        assertTrue(cause.contains("partition " + topic.name() + "-0 at offset"), cause);
        new OwnerProcess(other).put("c", "1");
        await().until(() -> ofOther.told.contains("namespace/c"));
        assertFalse(reader.caughtUp);
        assertEquals(Set.of("namespace/a"), reader.state.keySet());
        assertTrue(reader.reader.alive());

        flipLastByte(topic);

        await().atMost(PATIENTLY).until(() -> reader.caughtUp);
        assertEquals(Set.of("namespace/a", "namespace/b"), reader.state.keySet());
        await().atMost(PATIENTLY).until(() -> reader.reader.barred().isEmpty());
    }

    private static void flipLastByte(Topic topic) throws IOException {
        Path segment = directory.resolve("log/" + topic.name() + "-0/00000000000000000000.log");
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            long last = file.length() - 1;
            file.seek(last);
            int value = file.read();
            file.seek(last);
            file.write(~value);
        }
    }

    @Test
    void aGroupThatMayNotBeJoinedIsJoinedOnceItMay() {
        Topic topic = topic();
        operator.bar(ResourceType.GROUP, "barred", AclOperation.READ);
        List<Set<Integer>> assigned = new CopyOnWriteArrayList<>();
        ShardGroup group = new ShardGroup(settings, "barred", topic.name(), new ShardGroup.Listener() {
            @Override
            public void onAssigned(Set<Integer> partitions) {
                assigned.add(partitions);
            }

            @Override
            public void onRevoked(Set<Integer> partitions) {}
        });
        open.add(group);
        await().atMost(PATIENTLY).until(() -> group.barred().orElse("").startsWith("barred may not be joined: "));
        assertTrue(group.alive());

        operator.permit(ResourceType.GROUP, "barred");

        await().atMost(PATIENTLY).until(() -> assigned.equals(List.of(Set.of(0))));
        await().until(() -> group.barred().isEmpty());
    }

    private static final class Keys implements StateFollower.Handler {
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            told.add(key);
        }

        @Override
        public void onCaughtUp() {
            told.add("caught up");
        }
    }
}
