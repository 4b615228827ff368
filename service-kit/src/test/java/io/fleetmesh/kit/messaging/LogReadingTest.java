package io.fleetmesh.kit.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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

    /** How far a reader's clock is ahead of the real one. */
    private final AtomicLong ahead = new AtomicLong();

    private KafkaLogReader reader(BusSettings of) {
        KafkaLogReader reader = new KafkaLogReader(of, "reader", provisioner, () -> System.nanoTime() + ahead.get());
        open.add(reader);
        return reader;
    }

    /** Where nothing comes, their fetches end after the test. */
    private BusSettings patient() {
        return new BusSettings(
                settings.bootstrapServers(),
                "test",
                settings.sessionTimeout(),
                Map.of("fetch.max.wait.ms", "60000", "request.timeout.ms", "120000"));
    }

    private void awaitCalm(KafkaLogReader reader) {
        assertTrue(reader.hasty());
        ahead.addAndGet(KafkaLogReader.HASTE.toNanos());
        await().until(() -> !reader.hasty());
    }

    /** All that it is told of one partition. */
    private static final class Heard implements PartitionListener {
        final List<Long> offsets = new CopyOnWriteArrayList<>();
        volatile boolean caughtUp;

        @Override
        public void onRecord(ConsumerRecord<byte[], byte[]> record) {
            offsets.add(record.offset());
        }

        @Override
        public void onCaughtUp() {
            caughtUp = true;
        }
    }

    @Test
    void whatIsFollowedWhileAReaderBeginsDoesNotWaitForAFetchOfWhatItFollowsAlready() {
        TopicPartition first = new TopicPartition(topic().name(), 0);
        TopicPartition next = new TopicPartition(topic().name(), 0);
        LogReader reader = reader(patient());
        Heard heard = new Heard();
        Heard nextHeard = new Heard();
        reader.follow(first, heard);
        await().until(() -> heard.caughtUp);

        reader.executeAfter(Duration.ofSeconds(1), () -> reader.follow(next, nextHeard));

        await().until(() -> nextHeard.caughtUp);
    }

    @Test
    void aReaderThatHasBegunReadsOnInCalmWhereItWas() {
        Topic topic = topic();
        Topic empty = topic();
        OwnerProcess owner = new OwnerProcess(topic);
        owner.put("a", "1");
        owner.put("b", "1");
        KafkaLogReader reader = reader(settings);
        Heard heard = new Heard();
        Heard nothing = new Heard();
        TopicPartition relaxed = new TopicPartition(topic.name(), 0);
        reader.follow(relaxed, heard);
        reader.relax(relaxed);
        reader.follow(new TopicPartition(empty.name(), 0), nothing);
        await().until(() -> heard.caughtUp && nothing.caughtUp && heard.offsets.size() == 3);

        awaitCalm(reader);

        owner.put("c", "1");
        OwnerProcess late = new OwnerProcess(empty);
        late.put("d", "1");
        await().until(() -> heard.offsets.size() >= 4 && nothing.offsets.size() >= 2);
        assertEquals(List.of(0L, 1L, 2L, 3L), heard.offsets);
        assertEquals(List.of(0L, 1L), nothing.offsets);
    }

    @Test
    void whoWaitsForWhatStandsThereDoesNotWaitForAFetch() {
        Topic topic = topic();
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        KafkaLogReader reader = reader(patient());
        AtomicInteger passed = new AtomicInteger();
        reader.follow(partition, new StateFollower("test", (_, _, _) -> {}, new Reader(topic)));
        reader.whenRead(Set.of(partition), passed::incrementAndGet);
        await().until(() -> passed.get() == 1);
        awaitCalm(reader);

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
