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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
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
    void whatAFetchHasBroughtOfAPartitionIsNotHandedOverOnceThatIsNotFollowedAnyMore() {
        Topic topic = topic();
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        OwnerProcess owner = new OwnerProcess(topic);
        owner.put("a", "1");
        owner.put("b", "1");
        Reader all = new Reader(topic);
        await().until(() -> all.state.size() == 2);
        LogReader reader = new KafkaLogReader(settings, "reader", provisioner, System::nanoTime);
        open.add(reader);
        AtomicInteger heard = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();

        reader.follow(partition, new PartitionListener() {
            @Override
            public void onRecord(ConsumerRecord<byte[], byte[]> record) {
                heard.incrementAndGet();
                reader.unfollow(partition);
                reader.execute(() -> over.set(true));
            }

            @Override
            public void onCaughtUp() {
                heard.incrementAndGet();
            }

            @Override
            public void onBatchEnd() {
                heard.incrementAndGet();
            }
        });

        await().untilTrue(over);
        assertEquals(1, heard.get());
    }

    /** Where nothing comes, the fetch ends after the test. */
    @Test
    void whoWaitsForWhatStandsThereDoesNotWaitForAFetch() {
        Topic topic = topic();
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        BusSettings patient = new BusSettings(
                settings.bootstrapServers(),
                "test",
                settings.sessionTimeout(),
                Map.of("fetch.max.wait.ms", "60000", "request.timeout.ms", "120000"));
        LogReader reader = new KafkaLogReader(patient, "reader", provisioner, System::nanoTime);
        open.add(reader);
        AtomicInteger passed = new AtomicInteger();
        reader.follow(partition, new StateFollower("test", (_, _, _) -> {}, new Reader(topic)));
        reader.whenRead(Set.of(partition), passed::incrementAndGet);
        await().until(() -> passed.get() == 1);

        reader.executeAfter(Duration.ofSeconds(1), () -> reader.whenRead(Set.of(partition), passed::incrementAndGet));

        await().until(() -> passed.get() == 2);
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
