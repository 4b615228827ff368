package io.fleetmesh.kit.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.service.FileLogMemory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A log whose incarnation changes below a service: {@link LogGate} over {@link KafkaLogReader}. */
class LogGateTest extends OnABroker {
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void whatWasReadIsConfirmedAsLongAsTheLogIsTrustedAndNothingIsReadAfterwards() {
        ensure(Topic.log());
        OwnerProcess log = new OwnerProcess(Topic.log());
        log.partition.put(new Incarnation("log", 7, List.of()), Map.of());
        LogReader reader = new KafkaLogReader(settings, "reader", provisioner, System::nanoTime);
        open.add(reader);
        DeadLetters none = (_, _, _) -> {};
        reader.follow(new TopicPartition(topic().name(), 0), new StateFollower("test", none, new Source()));
        LogGate gate = new LogGate("test", reader, none, new FileLogMemory(Optional.empty()), _ -> told.add("begun"));
        gate.follow();
        await().until(() -> told.contains("begun"));
        reader.execute(() -> gate.confirm(() -> told.add("confirmed")));
        await().until(() -> told.contains("confirmed"));

        log.partition.put(new Incarnation("log", 6, List.of()), Map.of());

        await().until(() -> told.contains("source lost"));
        reader.execute(() -> gate.confirm(() -> told.add("confirmed")));
        reader.execute(() -> told.add("asked"));
        await().until(() -> told.contains("asked"));
        assertEquals(List.of("begun", "confirmed", "source lost", "asked"), told);
        assertEquals(Optional.of(true), gate.doubt().map(doubt -> doubt.contains("an older state of the log")));
    }

    @Test
    void whatAnotherReaderReadsIsLostWithTheLogAndNothingIsClaimedInItAnyMore() {
        ensure(Topic.log());
        OwnerProcess log = new OwnerProcess(Topic.log());
        log.partition.put(new Incarnation("log", 7, List.of()), Map.of());
        DeadLetters none = (_, _, _) -> {};
        LogReader reader = new KafkaLogReader(settings, "reader", provisioner, System::nanoTime);
        open.add(reader);
        LogReader other = new KafkaLogReader(settings, "other", provisioner, System::nanoTime);
        LogGate gate = new LogGate("test", reader, none, new FileLogMemory(Optional.empty()), opened -> {
            opened.guard(other);
            told.add("begun");
        });
        gate.follow();
        await().until(() -> told.contains("begun"));
        Topic topic = topic();
        OwnerProcess owner = new OwnerProcess(topic, other);
        await().until(owner.partition::owned);
        Topic unclaimed = topic();

        log.partition.put(new Incarnation("log", 6, List.of()), Map.of());

        await().until(() -> !owner.partition.owned());
        assertFalse(owner.put("a", "1"));
        assertTrue(other.lost().orElse("").contains("an older state of the log"));
        OwnerProcess late = new OwnerProcess(unclaimed, other);
        other.follow(new TopicPartition(unclaimed.name(), 0), new StateFollower("test", none, new Source()));
        await().until(() -> told.contains("source lost"));
        assertFalse(late.partition.owned());
        assertEquals(0, end(unclaimed));
    }

    private final class Source implements StateFollower.Handler {
        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {}

        @Override
        public void onCaughtUp() {}

        @Override
        public void onLogReset(String what) {
            told.add("source lost");
        }
    }
}
