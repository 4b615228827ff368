package io.fleetmesh.kit.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.Payload;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The claim protocol. */
class OwnedPartitionTest extends OnABroker {
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

    /** Sends nothing, one way and the other, as long as it is broken. */
    private static final class BrokenWriter implements EventWriter {
        final EventWriter behind;
        volatile boolean broken = true;
        private boolean thrown;

        BrokenWriter(EventWriter behind) {
            this.behind = behind;
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
            if (!broken) {
                behind.send(to, key, type, value, claim, extraHeaders, whenDone);
                return;
            }
            thrown = !thrown;
            if (thrown) {
                throw new IllegalStateException("a mistake");
            }
            whenDone.onCompletion(null, new IllegalArgumentException("another one"));
        }

        @Override
        public boolean sent(ConsumerRecord<?, ?> record) {
            return behind.sent(record);
        }

        @Override
        public void close() {
            behind.close();
        }
    }

    @Test
    void aClaimThatFailsIsToldCountedAndMadeAgainWhateverItFailsBy() {
        Topic topic = topic();
        new OwnerProcess(topic).put("a", "1");
        LogReader reader = new KafkaLogReader(settings, "reader", provisioner, System::nanoTime);
        BrokenWriter writer =
                new BrokenWriter(new KafkaEventWriter(settings, new EventHeaders("test", "run", Clock.systemUTC())));
        open.add(reader);
        open.add(writer);

        OwnedPartition partition = OwnedPartition.claim(
                new TopicPartition(topic.name(), 0), "test", reader, writer, new BusMeters(registry), new Silent());

        await().until(() -> count("fleetmesh_records_write_failed") >= 3);
        assertFalse(partition.owned());
        assertTrue(partition.problem().orElse("").contains(topic.name() + "-0 cannot be claimed: java.lang.Illegal"));

        writer.broken = false;
        await().until(partition::owned);
        assertEquals(Optional.empty(), partition.problem());
        assertEquals(Set.of("namespace/a"), partition.records().keySet());
    }

    private static final class Silent implements OwnedPartition.Owner {
        @Override
        public void onOwned(OwnedPartition partition) {}

        @Override
        public void onDeposed(OwnedPartition partition) {}
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
}
