package io.fleetmesh.kit.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
