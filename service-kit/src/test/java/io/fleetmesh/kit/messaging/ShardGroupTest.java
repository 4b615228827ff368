package io.fleetmesh.kit.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.junit.jupiter.api.Test;

class ShardGroupTest extends OnABroker {
    @Test
    void twoProcessesShareAGroupAndTheOtherTakesOverWhatOneLeaves() {
        Topic topic = new Topic("fleetmesh.shared", 4, "", "", Topic.Cleanup.COMPACT);
        ensure(topic);
        Set<Integer> mine = ConcurrentHashMap.newKeySet();
        Set<Integer> others = ConcurrentHashMap.newKeySet();
        ShardGroup one = new ShardGroup(settings, "shared", topic.name(), into(mine));
        ShardGroup two = new ShardGroup(settings, "shared", topic.name(), into(others));
        open.add(two);
        await().atMost(Duration.ofSeconds(60)).until(() -> mine.size() == 2 && others.size() == 2);

        one.close();

        await().atMost(Duration.ofSeconds(60)).until(() -> others.size() == 4);
    }

    /** A long pause of the JVM does that. */
    @Test
    void aProcessThatTheGroupHasGivenUpAndTakenBackIsToldNothing() throws Exception {
        Topic topic = new Topic("fleetmesh.given-up", 4, "", "", Topic.Cleanup.COMPACT);
        ensure(topic);
        List<String> told = new CopyOnWriteArrayList<>();
        open.add(new ShardGroup(settings, "given-up", topic.name(), new ShardGroup.Listener() {
            @Override
            public void onAssigned(Set<Integer> assigned) {
                told.add("assigned " + new TreeSet<>(assigned));
            }

            @Override
            public void onRevoked(Set<Integer> revoked) {
                told.add("revoked " + new TreeSet<>(revoked));
            }
        }));
        await().atMost(Duration.ofSeconds(60)).until(() -> !told.isEmpty());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()))) {
            String before = onlyMember(admin, "given-up", 4);

            admin.removeMembersFromConsumerGroup("given-up", new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !onlyMember(admin, "given-up", 4).equals(before) && told.size() == 2);
        }
        assertEquals(List.of("assigned [0, 1, 2, 3]", "assigned []"), told);
    }

    /** The ID of the one member that has so many partitions. */
    private static String onlyMember(Admin admin, String group, int partitions) {
        return await().ignoreExceptions()
                .until(
                        () -> admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                                .filter(member ->
                                        member.assignment().topicPartitions().size() == partitions)
                                .map(MemberDescription::consumerId)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** How often one that has it has given it up. */
    private record Named(String text, AtomicInteger givenUp) implements LastingName {
        @Override
        public void giveUp() {
            givenUp.incrementAndGet();
        }
    }

    private BusSettings lasting(String name) {
        return lasting(name, new AtomicInteger());
    }

    /** Whose sessions end long after the test. */
    private BusSettings lasting(String name, AtomicInteger givenUp) {
        return new BusSettings(
                settings.bootstrapServers(),
                "test",
                Duration.ofMinutes(10),
                Optional.of(new Named(name, givenUp)),
                Map.of("heartbeat.interval.ms", "500"));
    }

    @Test
    void aProcessThatWasKilledAndIsStartedAgainIsGivenItsSharesAtOnceAndTheOneBeforeIsOutAndHasNoNameAnyMore() {
        Topic topic = new Topic("fleetmesh.killed", 4, "", "", Topic.Cleanup.COMPACT);
        ensure(topic);
        Set<Integer> before = ConcurrentHashMap.newKeySet();
        Set<Integer> again = ConcurrentHashMap.newKeySet();
        // Nobody says that it ends, as after SIGKILL.
        AtomicInteger givenUp = new AtomicInteger();
        ShardGroup killed = new ShardGroup(lasting("one", givenUp), "killed", topic.name(), into(before));
        open.add(killed);
        await().atMost(Duration.ofSeconds(60)).until(() -> before.size() == 4);

        AtomicInteger kept = new AtomicInteger();
        open.add(new ShardGroup(lasting("one", kept), "killed", topic.name(), into(again)));

        await().atMost(Duration.ofSeconds(60)).until(() -> again.size() == 4 && !killed.alive());
        assertEquals(1, givenUp.get());
        assertEquals(0, kept.get());
    }

    @Test
    void whoCouldComeBackLeavesItsSharesToOthersWhenItEndsInGoodOrder() {
        Topic topic = new Topic("fleetmesh.ended", 4, "", "", Topic.Cleanup.COMPACT);
        ensure(topic);
        Set<Integer> mine = ConcurrentHashMap.newKeySet();
        Set<Integer> others = ConcurrentHashMap.newKeySet();
        ShardGroup one = new ShardGroup(lasting("one"), "ended", topic.name(), into(mine));
        open.add(new ShardGroup(lasting("other"), "ended", topic.name(), into(others)));
        await().atMost(Duration.ofSeconds(60)).until(() -> mine.size() == 2 && others.size() == 2);

        one.close();

        await().atMost(Duration.ofSeconds(60)).until(() -> others.size() == 4);
    }

    private static ShardGroup.Listener into(Set<Integer> partitions) {
        return new ShardGroup.Listener() {
            @Override
            public void onAssigned(Set<Integer> assigned) {
                partitions.addAll(assigned);
            }

            @Override
            public void onRevoked(Set<Integer> revoked) {
                partitions.removeAll(revoked);
            }
        };
    }
}
