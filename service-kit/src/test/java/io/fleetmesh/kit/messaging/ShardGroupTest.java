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

    /** Whose sessions end long after the test. */
    private BusSettings lasting(String name) {
        return new BusSettings(
                settings.bootstrapServers(),
                "test",
                Duration.ofMinutes(10),
                Optional.of(name),
                Map.of("heartbeat.interval.ms", "500"));
    }

    @Test
    void aProcessThatWasKilledAndIsStartedAgainIsGivenItsSharesAtOnceAndTheOneBeforeIsOut() {
        Topic topic = new Topic("fleetmesh.killed", 4, "", "", Topic.Cleanup.COMPACT);
        ensure(topic);
        Set<Integer> before = ConcurrentHashMap.newKeySet();
        Set<Integer> again = ConcurrentHashMap.newKeySet();
        // Nobody says that it ends, as after SIGKILL.
        ShardGroup killed = new ShardGroup(lasting("one"), "killed", topic.name(), into(before));
        open.add(killed);
        await().atMost(Duration.ofSeconds(60)).until(() -> before.size() == 4);

        open.add(new ShardGroup(lasting("one"), "killed", topic.name(), into(again)));

        await().atMost(Duration.ofSeconds(60)).until(() -> again.size() == 4 && !killed.alive());
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
