package io.fleetmesh.controller.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision;
import io.fleetmesh.controller.domain.Intents.Outcome;
import io.fleetmesh.controller.domain.SampleMembers;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.KafkaEventWriter;
import io.fleetmesh.kit.messaging.KafkaLogReader;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The declared objects on a real broker. */
class IntentKeeperTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);

    private static final Caller SOMEBODY = new Caller("somebody", Set.of(), Caller.By.CERTIFICATE, true);

    @TempDir
    Path directory;

    private TestBroker broker;
    private TopicProvisioner provisioner;

    @BeforeEach
    void startKafka() throws IOException {
        broker = new TestBroker(directory);
        provisioner = broker.closing(new TopicProvisioner(broker.settings(), (short) 1));
        await().ignoreExceptions().until(() -> {
            provisioner.ensure(List.of(Topic.intents()));
            return true;
        });
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    private static Intent member(String name, String address) {
        return Intent.of(ObjectMeta.named(name, Map.of()), SampleMembers.at(address));
    }

    private static IntentChange put(String name, String address) {
        return new IntentChange.Put(member(name, address));
    }

    private static Intent written(Outcome outcome) {
        Outcome.Decided decided = assertInstanceOf(Outcome.Decided.class, outcome);
        return assertInstanceOf(IntentDecision.Written.class, decided.decision())
                .intent();
    }

    private static long version(Intent intent) {
        return Long.parseLong(intent.metadata().resourceVersion().orElseThrow());
    }

    /** One process that keeps the objects, until the next one claims them. */
    private final class Keeping implements OwnedPartition.Owner {
        final KafkaLogReader reader = new KafkaLogReader(broker.settings(), "reader", provisioner, System::nanoTime);
        final IntentKeeper keeper = new IntentKeeper(reader, CLOCK, () -> {});

        Keeping() {
            KafkaEventWriter writer =
                    new KafkaEventWriter(broker.settings(), new EventHeaders("test", "run", Clock.systemUTC()));
            var _ = broker.closing(writer);
            var _ = broker.closing(reader);
            var _ = OwnedPartition.claim(
                    IntentKeeper.PARTITION, "test", reader, writer, new BusMeters(new SimpleMeterRegistry()), this);
            await().until(() -> keeper.all().isPresent());
        }

        Outcome change(IntentChange change) {
            return keeper.change(change, SOMEBODY, false).toCompletableFuture().join();
        }

        @Override
        public boolean readsPromptly(TopicPartition partition) {
            return true;
        }

        @Override
        public void onOwned(OwnedPartition partition) {
            keeper.open(partition);
        }

        @Override
        public void onDeposed(OwnedPartition partition) {}
    }

    @Test
    void whatWasAcceptedIsThereForTheNextOwnerAndItsVersionsAreHigher() {
        Keeping first = new Keeping();
        Intent east = written(first.change(put("east", "https://10.0.0.1")));
        Intent west = written(first.change(put("west", "https://10.0.0.2")));
        var _ = first.change(new IntentChange.Delete(Kind.MEMBER, "west", Optional.empty()));
        assertEquals(Map.of("Member/east", east), first.keeper.all().orElseThrow());

        Keeping next = new Keeping();

        assertEquals(Map.of("Member/east", east), next.keeper.all().orElseThrow());
        Intent again = written(next.change(put("west", "https://10.0.0.2")));
        assertTrue(version(east) < version(west) && version(west) < version(again), west + " " + again);
    }

    @Test
    void ofManyAtOnceEachIsDecidedOnWhatTheOthersCameTo() {
        Keeping process = new Keeping();
        Intent seen = written(process.change(put("east", "https://10.0.0.1")));

        List<CompletableFuture<Outcome>> outcomes = IntStream.range(0, 20)
                .mapToObj(i -> {
                    Intent wanted = member("east", "https://10.0.1." + i);
                    return process.keeper
                            .change(
                                    new IntentChange.Put(Intent.of(
                                            wanted.metadata()
                                                    .at(
                                                            seen.metadata()
                                                                    .resourceVersion()
                                                                    .orElseThrow(),
                                                            1),
                                            wanted.spec())),
                                    SOMEBODY,
                                    false)
                            .toCompletableFuture();
                })
                .toList();

        long accepted = outcomes.stream()
                .map(CompletableFuture::join)
                .filter(outcome -> outcome instanceof Outcome.Decided(IntentDecision.Written _))
                .count();
        assertEquals(1, accepted);
    }

    /** It does not know yet that it is one: its record is written, void, and nobody is told that it counts. */
    @Test
    void whatAZombieWritesIsNotTakenForAccepted() {
        Keeping zombie = new Keeping();
        Intent east = written(zombie.change(put("east", "https://10.0.0.1")));
        CompletableFuture<Outcome> late = new CompletableFuture<>();
        CompletableFuture<Keeping> next = new CompletableFuture<>();

        // While this runs its reader stands still, and hears of no other claim.
        zombie.reader.execute(() -> {
            var _ = zombie.keeper
                    .change(put("east", "https://10.0.0.9"), SOMEBODY, false)
                    .thenAccept(late::complete);
            next.complete(new Keeping());
        });

        assertInstanceOf(Outcome.Unavailable.class, late.join());
        assertEquals(Map.of("Member/east", east), next.join().keeper.all().orElseThrow());
        assertEquals(Map.of("Member/east", east), new Keeping().keeper.all().orElseThrow());
    }

    @Test
    void severalAreKeptTogetherOrNotAtAll() {
        Keeping process = new Keeping();
        List<IntentChange> both = List.of(put("east", "https://10.0.0.1"), put("west", "https://10.0.0.2"));

        Outcome.All all = assertInstanceOf(
                Outcome.All.class,
                process.keeper
                        .changeAll(both, SOMEBODY, false)
                        .toCompletableFuture()
                        .join());
        Outcome refused = process.keeper
                .changeAll(
                        List.of(
                                put("north", "https://10.0.0.3"),
                                new IntentChange.Delete(Kind.MEMBER, "south", Optional.empty())),
                        SOMEBODY,
                        false)
                .toCompletableFuture()
                .join();

        assertInstanceOf(
                IntentDecision.Refused.class,
                assertInstanceOf(Outcome.Decided.class, refused).decision());
        assertEquals(2, all.decisions().size());
        assertEquals(
                Set.of("Member/east", "Member/west"),
                process.keeper.all().orElseThrow().keySet());
        assertEquals(
                process.keeper.all().orElseThrow(), new Keeping().keeper.all().orElseThrow());
    }

    @Test
    void aDryRunWritesNothing() {
        Keeping process = new Keeping();

        Outcome outcome = process.keeper
                .change(put("east", "https://10.0.0.1"), SOMEBODY, true)
                .toCompletableFuture()
                .join();

        assertEquals(0, version(written(outcome)));
        assertEquals(Map.of(), process.keeper.all().orElseThrow());
        assertEquals(Map.of(), new Keeping().keeper.all().orElseThrow());
    }

    @Test
    void whoAskedStandsOnTheRecord() {
        Keeping process = new Keeping();
        var _ = process.change(put("east", "https://10.0.0.1"));
        var _ = process.change(new IntentChange.Delete(Kind.MEMBER, "east", Optional.empty()));

        List<String> actors = new CopyOnWriteArrayList<>();
        KafkaLogReader reader = new KafkaLogReader(broker.settings(), "check", provisioner, System::nanoTime);
        var _ = broker.closing(reader);
        reader.follow(IntentKeeper.PARTITION, new PartitionListener() {
            @Override
            public void onRecord(ConsumerRecord<byte[], byte[]> record) {
                var actor = record.headers().lastHeader(Headers.ACTOR);
                if (actor != null) {
                    actors.add(new String(record.key(), UTF_8) + " " + new String(actor.value(), UTF_8));
                }
            }

            @Override
            public void onCaughtUp() {}
        });
        await().until(() -> actors.equals(List.of("Member/east somebody", "Member/east somebody")));
    }
}
