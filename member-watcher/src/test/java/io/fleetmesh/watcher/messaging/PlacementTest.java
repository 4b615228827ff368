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
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.messaging.TopicDeadLetters;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.watcher.domain.MemberListener;
import io.fleetmesh.watcher.domain.MemberSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who watches a member: the hub or the member itself. There is no topic {@code members}, which a watcher in a member may not read. */
class PlacementTest extends OnABroker {
    private static final Duration SESSION = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(100);

    /** One process with a watcher. */
    private record Watcher(Bus bus, Watches watches) {
        void run(Consumer<Watches> task) {
            bus.reader().execute(() -> task.accept(watches));
        }

        void awaitStates(Map<String, String> expected) {
            await().until(watches::details, expected::equals);
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
    void ensureTopics() {
        BusSettings settings = settings("provisioner", SESSION);
        try (TopicProvisioner topics = new TopicProvisioner(settings, (short) 1)) {
            ensure(topics, Topic.facts("east"), Topic.facts("west"), Topic.deadLetters());
        }
    }

    private Watcher watcher(String client) {
        MeterRegistry registry = new SimpleMeterRegistry();
        Bus bus = bus(settings(client, SESSION), registry, writer -> new TopicDeadLetters(writer, registry));
        Watches watches = closing(
                new Watches(bus, new WatchSettings(LONG, LONG, Set.of()), _ -> new Silent(), Clock.systemUTC()));
        return new Watcher(bus, watches);
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
