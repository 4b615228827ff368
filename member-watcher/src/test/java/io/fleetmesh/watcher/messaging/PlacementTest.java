package io.fleetmesh.watcher.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.EventWriter;
import io.fleetmesh.kit.messaging.KafkaEventWriter;
import io.fleetmesh.kit.messaging.KafkaLogReader;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.messaging.TopicDeadLetters;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.watcher.domain.MemberListener;
import io.fleetmesh.watcher.domain.MemberSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who watches a member: the hub or the member itself. There is no topic {@code members}, which a watcher in a member may not read. */
class PlacementTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private String bootstrapServers = "";

    /** One process with a watcher. */
    private record Watcher(Bus bus, Watches watches) implements AutoCloseable {
        void run(Consumer<Watches> task) {
            bus.reader().execute(() -> task.accept(watches));
        }

        void awaitStates(Map<String, String> expected) {
            await().until(watches::details, expected::equals);
        }

        @Override
        public void close() {
            watches.close();
            bus.close();
        }
    }

    /** A member that never answers. */
    private static final class Silent implements MemberSource {
        @Override
        public Set<Family> families() {
            return Set.of(Family.SERVICE);
        }

        @Override
        public void begin(MemberListener listener) {}

        @Override
        public void reconsider(Set<Family> families) {}

        @Override
        public boolean alive() {
            return true;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void startKafka() throws IOException {
        EmbeddedKafka kafka = EmbeddedKafka.start(directory, freePort(), freePort());
        open.add(kafka);
        bootstrapServers = kafka.bootstrapServers();
        try (TopicProvisioner topics = new TopicProvisioner(settings("provisioner"), (short) 1)) {
            await().ignoreExceptions().until(() -> {
                topics.ensure(List.of(Topic.facts("east"), Topic.facts("west"), Topic.deadLetters()));
                return true;
            });
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private BusSettings settings(String client) {
        return new BusSettings(bootstrapServers, client, Duration.ofSeconds(10), Map.of());
    }

    private Watcher watcher(String client) {
        BusSettings settings = settings(client);
        MeterRegistry registry = new SimpleMeterRegistry();
        TopicProvisioner topics = new TopicProvisioner(settings, (short) 1);
        EventWriter writer =
                new KafkaEventWriter(settings, new EventHeaders(Watches.SERVICE, client, Clock.systemUTC()));
        Bus bus = new Bus(
                settings,
                new KafkaLogReader(settings, client, topics, System::nanoTime),
                writer,
                topics,
                new BusMeters(registry),
                new TopicDeadLetters(writer, registry));
        Watcher watcher = new Watcher(
                bus, new Watches(bus, new WatchSettings(LONG, LONG, Set.of()), _ -> new Silent(), Clock.systemUTC()));
        open.add(watcher);
        return watcher;
    }

    private static Member west(Optional<Placement> placement) {
        return new Member("west", "default", "west", 2, false, false, Optional.empty(), placement);
    }

    @Test
    void theHubLeavesAloneWhoWatchesItselfUntilThatChanges() {
        Watcher hub = watcher("hub");
        Watcher east = watcher("east");
        hub.run(watches -> {
            watches.onOurs(new Candidate("east", Optional.empty(), Optional.of(Placement.MEMBER)));
            watches.onOurs(west(Optional.of(Placement.HUB)));
        });
        east.run(watches -> watches.watchAlone("east", LONG));

        hub.awaitStates(Map.of("member.west", "Checking"));
        east.awaitStates(Map.of("member.east", "Checking"));

        hub.run(watches -> watches.onOurs(west(Optional.of(Placement.MEMBER))));
        hub.awaitStates(Map.of());

        hub.run(watches -> watches.onOurs(west(Optional.of(Placement.HUB))));
        hub.awaitStates(Map.of("member.west", "Checking"));
        assertEquals(Map.of("member.east", "Checking"), east.watches().details());
    }

    @Test
    void aClaimSaysWhetherTheWatcherRunsInTheMember() {
        Watcher hub = watcher("hub");
        Watcher east = watcher("east");
        hub.run(watches -> watches.onOurs(west(Optional.empty())));
        east.run(watches -> watches.watchAlone("east", LONG));
        Map<String, Optional<String>> claimed = new ConcurrentHashMap<>();

        Watcher eyes = watcher("eyes");
        for (String member : List.of("east", "west")) {
            eyes.bus()
                    .reader()
                    .follow(
                            new TopicPartition(Topic.facts(member).name(), 0),
                            new StateFollower("test", eyes.bus().deadLetters(), new Claims(member, claimed)));
        }

        await().until(() -> claimed, Map.of("east", Optional.of("east"), "west", Optional.empty())::equals);
    }

    /** Who has claimed a member's facts. */
    private record Claims(String member, Map<String, Optional<String>> claimed) implements StateFollower.Handler {
        @Override
        public void onClaim(Claim claim) {
            claimed.put(member, claim.member());
        }

        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {}

        @Override
        public void onCaughtUp() {}
    }

    @Test
    void ofTwoWatchersOfOneMemberTheNewestClaimHoldsAndTheOtherWaits() {
        Watcher first = watcher("first");
        Watcher second = watcher("second");
        first.run(watches -> watches.watchAlone("east", LONG));
        first.awaitStates(Map.of("member.east", "Checking"));

        second.run(watches -> watches.watchAlone("east", SHORT));
        second.awaitStates(Map.of("member.east", "Checking"));
        first.awaitStates(Map.of("member.east", "Deposed"));

        // A third takes it from the second, which has less patience and claims it back.
        Watcher third = watcher("third");
        third.run(watches -> watches.watchAlone("east", LONG));
        third.awaitStates(Map.of("member.east", "Deposed"));
        second.awaitStates(Map.of("member.east", "Checking"));
    }
}
