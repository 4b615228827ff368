package io.fleetmesh.watcher.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.NodeCidrs;
import io.fleetmesh.contract.InventoryFact.Owned;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.InventoryFact.Presence;
import io.fleetmesh.contract.InventoryFact.Right;
import io.fleetmesh.contract.MemberFact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is written after a member was looked at, and when it is looked at again. */
class InventoryRecordTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");
    private static final Duration EVERY = Duration.ofMinutes(30);
    private static final Right NODES = new Right("list", "", "nodes", Optional.empty(), Optional.empty());
    private static final Right SERVICES = new Right("watch", "", "services", Optional.empty(), Optional.empty());
    private static final Owned HELM =
            new Owned(Presence.PRESENT, Map.of("app.kubernetes.io/managed-by", "Helm"), Map.of(), List.of("helm"));
    private static final Inventory.Owners OWNERS = new Inventory.Owners(
            new Seen.Is<>(HELM),
            new Seen.None<>(),
            new Seen.Unknown<>(),
            new Seen.Is<>(Map.of("kubernetes.azure.com/cluster", "MC")));

    private static Inventory seen(int skew, Seen<String> version, Seen<Boolean> nodes, Inventory.Owners owners) {
        return new Inventory(
                version,
                new Seen.Is<>(List.of("10.96.0.0/12")),
                new Seen.Is<>(List.of(new NodeCidrs("n1", List.of("10.1.0.0/24")))),
                Optional.of(skew),
                new Inventory.Certificates(Optional.of(END), Optional.empty()),
                Map.of(NODES, nodes, SERVICES, new Seen.Is<>(true)),
                owners);
    }

    private static Inventory seen(int skew) {
        return seen(skew, new Seen.Is<>("v1.35.4"), new Seen.Is<>(true), OWNERS);
    }

    private static Inventory silent() {
        return new Inventory(
                new Seen.Silent<>(),
                new Seen.Silent<>(),
                new Seen.Silent<>(),
                Optional.of(0),
                new Inventory.Certificates(Optional.of(END), Optional.empty()),
                Map.of(NODES, new Seen.Silent<>(), SERVICES, new Seen.Silent<>()),
                new Inventory.Owners(
                        new Seen.Silent<>(), new Seen.Silent<>(), new Seen.Silent<>(), new Seen.Silent<>()));
    }

    private static ClusterFact cluster(Optional<String> version, int skew, List<Right> denied, List<Right> unknown) {
        return new ClusterFact(
                version,
                Optional.of(List.of("10.96.0.0/12")),
                Optional.of(List.of(new NodeCidrs("n1", List.of("10.1.0.0/24")))),
                Optional.of(skew),
                Optional.of(END),
                Optional.empty(),
                denied,
                unknown,
                Optional.of(2));
    }

    private static ClusterFact cluster(int skew) {
        return cluster(Optional.of("v1.35.4"), skew, List.of(), List.of());
    }

    private static OwnersFact owners() {
        return new OwnersFact(
                HELM, Owned.ABSENT, Owned.UNKNOWN, Optional.of(Map.of("kubernetes.azure.com/cluster", "MC")));
    }

    private static InventoryRecord known(MemberFact... facts) {
        return InventoryRecord.of(List.of(facts));
    }

    @Test
    void whatIsSeenFirstIsWritten() {
        assertEquals(List.of(cluster(1), owners()), known().take(seen(1), NOW));
    }

    @Test
    void whatIsOnRecordIsNotWrittenAgain() {
        InventoryRecord fresh = known();
        fresh.take(seen(1), NOW);

        assertEquals(List.of(), fresh.take(seen(1), NOW));
        assertEquals(List.of(), known(cluster(1), owners()).take(seen(1), NOW));
    }

    @Test
    void aClockThatMovesByTwoSecondsIsNoNews() {
        InventoryRecord record = known(cluster(1), owners());

        assertEquals(List.of(), record.take(seen(3), NOW));
        assertEquals(List.of(), record.take(seen(-1), NOW));
        assertEquals(List.of(cluster(-2)), record.take(seen(-2), NOW));
        assertEquals(List.of(), record.take(seen(0), NOW));
    }

    @Test
    void whatIsRefusedIsUnknownFromThenOn() {
        InventoryRecord record = known(cluster(1), owners());

        assertEquals(
                List.of(cluster(Optional.empty(), 1, List.of(NODES), List.of())),
                record.take(seen(1, new Seen.Unknown<>(), new Seen.Is<>(false), OWNERS), NOW));
    }

    @Test
    void aRightThatCannotBeAskedForIsUnknownAndNotDenied() {
        for (Seen<Boolean> vague : List.<Seen<Boolean>>of(new Seen.Unknown<>(), new Seen.None<>())) {
            assertEquals(
                    List.of(cluster(Optional.of("v1.35.4"), 1, List.of(), List.of(NODES)), owners()),
                    known().take(seen(1, new Seen.Is<>("v1.35.4"), vague, OWNERS), NOW));
        }
    }

    @Test
    void silenceLeavesWhatWasKnown() {
        ClusterFact denied = cluster(Optional.of("v1.35.4"), 1, List.of(NODES), List.of());
        ClusterFact vague = cluster(Optional.of("v1.35.4"), 1, List.of(), List.of(NODES));

        assertEquals(List.of(), known(denied, owners()).take(silent(), NOW));
        assertEquals(List.of(), known(vague, owners()).take(silent(), NOW));
        assertEquals(List.of(), known(cluster(1), owners()).take(silent(), NOW));
    }

    @Test
    void silenceFromTheStartIsUnknown() {
        List<MemberFact> written = known().take(silent(), NOW);

        assertEquals(List.of(NODES, SERVICES), ((ClusterFact) written.getFirst()).unknownRights());
        assertEquals(new OwnersFact(Owned.UNKNOWN, Owned.UNKNOWN, Owned.UNKNOWN, Optional.empty()), written.getLast());
    }

    @Test
    void anOwnerThatGoesIsWrittenAlone() {
        Inventory.Owners gone =
                new Inventory.Owners(new Seen.None<>(), OWNERS.meshApiServer(), OWNERS.meshSecret(), new Seen.None<>());

        assertEquals(
                List.of(new OwnersFact(Owned.ABSENT, Owned.ABSENT, Owned.UNKNOWN, Optional.empty())),
                known(cluster(1), owners()).take(seen(1, new Seen.Is<>("v1.35.4"), new Seen.Is<>(true), gone), NOW));
    }

    @Test
    void aMemberIsLookedAtAtOnceAndThenEverySoOften() {
        InventoryRecord record = known(cluster(1), owners());

        assertTrue(record.isDue(NOW, EVERY));
        record.take(seen(1), NOW);
        assertFalse(record.isDue(NOW.plus(EVERY).minusMillis(1), EVERY));
        assertTrue(record.isDue(NOW.plus(EVERY), EVERY));
    }

    @Test
    void whileARightIsMissingOrInDoubtItIsLookedAtSooner() {
        for (Seen<Boolean> lacking : List.<Seen<Boolean>>of(new Seen.Is<>(false), new Seen.Unknown<>())) {
            InventoryRecord record = known();
            record.take(seen(1, new Seen.Is<>("v1.35.4"), lacking, OWNERS), NOW);

            assertFalse(record.isDue(NOW.plusSeconds(179), EVERY));
            assertTrue(record.isDue(NOW.plusSeconds(180), EVERY));
        }
    }
}
