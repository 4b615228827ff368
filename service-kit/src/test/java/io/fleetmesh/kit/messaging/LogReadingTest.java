package io.fleetmesh.kit.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a reader hears of a partition: {@link KafkaLogReader} below {@link StateFollower}. */
class LogReadingTest extends OnABroker {
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
}
