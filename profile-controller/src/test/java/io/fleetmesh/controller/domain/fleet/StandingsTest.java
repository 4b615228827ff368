package io.fleetmesh.controller.domain.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.MemberStatus.State;
import io.fleetmesh.controller.domain.fleet.Standings.Facts;
import io.fleetmesh.controller.domain.fleet.Statuses.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandingsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final MemberStatus BEFORE =
            new MemberStatus("east", State.CONNECTED, NOW.minusSeconds(3600), "all is read", "nothing");

    /** Of a member of which nothing is read yet. */
    private static MemberStatus status(Map<String, MemberStatus> before, Set<String> behind) {
        return Standings.decide(
                        new Fleets().profile("p1", 255).member("east", "p1", 1).state(),
                        before,
                        behind,
                        _ -> new Facts(Optional.empty(), List.of("service"), List.of(), Optional.empty()),
                        _ -> new StoreSight.Unsure(),
                        NOW)
                .get("east")
                .status();
    }

    private static Standing reachable(Fleets fleet, String member) {
        return Standings.decide(
                        fleet.state(),
                        Map.of(),
                        Set.of(),
                        _ -> new Facts(
                                Optional.of(new ReachabilityFact(Reachability.REACHABLE, NOW, "")),
                                List.of(),
                                List.of(),
                                Optional.empty()),
                        _ -> new StoreSight.Unsure(),
                        NOW)
                .get(member);
    }

    private static Fleets newcomer(String member) {
        return new Fleets()
                .profile("p1", 255)
                .declared(member, "p1")
                .candidate(member)
                .withoutCilium(member);
    }

    @Test
    void aClusterWithoutCiliumHasTheHelmValuesThatAreReservedForIt() {
        Fleets fleet = newcomer("south");
        Standing before = reachable(fleet, "south");
        assertEquals(Map.of(), before.helmValues());
        assertTrue(before.status().next().contains("being reserved"), before.toString());

        Standing after = reachable(fleet.reserved("p1", 3, "south"), "south");

        assertEquals(State.DISCOVERED, after.status().state());
        assertEquals(Optional.of("south"), after.clusterName());
        assertEquals(Optional.of(3), after.clusterId());
        assertEquals(
                Map.of(
                        "cluster",
                        Map.of("name", "south", "id", 3),
                        "clustermesh",
                        Map.of("config", Map.of("enabled", false), "maxConnectedClusters", 255)),
                after.helmValues());
    }

    @Test
    void whatIsReservedAndCannotBeUsedIsInNoHelmValues() {
        Fleets fleet = newcomer("south").reserved("p1", 300, "south");
        assertEquals(Optional.empty(), reachable(fleet, "south").clusterId());

        assertEquals(
                Optional.of(3),
                reachable(fleet.reserved("p1", 3, "south"), "south").clusterId());
    }

    @Test
    void helmValuesHaveTheNameThatItsCiliumHas() {
        Fleets fleet = newcomer("south").reserved("p1", 3, "south").cilium("south", "berlin", 0);
        Standing before = reachable(fleet, "south");
        assertEquals(Map.of(), before.helmValues());
        assertEquals("its Cilium has no cluster ID yet", before.status().reason());
        assertTrue(before.status().next().contains("being reserved"), before.toString());

        ClusterIds.missing(fleet.state()).forEach(fleet::reserved);

        Standing after = reachable(fleet, "south");
        assertEquals(Map.of("name", "berlin", "id", 3), after.helmValues().get("cluster"));
        assertTrue(
                after.status().next().contains("(cluster.name=berlin, cluster.id=3), then plan profile p1"),
                after.toString());
    }

    @Test
    void whoseCiliumIsCalledAsAnotherIsToldToNameItOtherwise() {
        Standing standing = reachable(
                newcomer("south")
                        .reserved("p1", 3, "south")
                        .cilium("south", "gone", 0)
                        .reserved("p1", 5, "gone"),
                "south");

        assertEquals(Map.of(), standing.helmValues());
        assertTrue(standing.status().reason().contains("remembered of member 'gone'"), standing.toString());
        assertEquals(
                "give its Cilium another Helm value cluster.name",
                standing.status().next());
    }

    @Test
    void whoseDatapathRefusesTheIdThatItWasInstalledWithHasHelmValuesWithAnother() {
        Standing standing = reachable(
                newcomer("south")
                        .refusesHighBit("south", "south", 130)
                        .reserved("p1", 130, "south")
                        .reserved("p1", 3, "south"),
                "south");

        assertEquals(Optional.of(3), standing.clusterId());
        assertTrue(standing.status().reason().contains("cluster ID 130, which its datapath refuses"));
        assertTrue(standing.status().next().contains("cluster.id=3"), standing.toString());
    }

    @Test
    void whoCanGetNoIdIsToldWhyAndWhatToDo() {
        String longest = "a-name-that-is-too-long-for-a-cluster";
        MemberStatus named = reachable(newcomer(longest), longest).status();
        assertTrue(named.reason().contains("cluster name " + longest + ", expected at most 32"), named.reason());
        assertTrue(named.next().contains("declare it under another name"), named.next());

        MemberStatus late = reachable(newcomer("south").profile("p1", 1).reserved("p1", 1, "gone"), "south")
                .status();
        assertTrue(late.reason().contains("a free ID in 1 to 1"), late.reason());
        assertTrue(late.next().contains("give an ID back"), late.next());

        MemberStatus unselected =
                reachable(newcomer("south").declared("south", "other"), "south").status();
        assertTrue(unselected.next().contains("labels that a profile selects"), unselected.next());
    }

    private static String reason(Fleets fleet, Optional<String> watcherIn) {
        return Standings.decide(
                        fleet.state(),
                        Map.of(),
                        Set.of(),
                        _ -> new Facts(Optional.empty(), List.of(), List.of(), watcherIn),
                        _ -> new StoreSight.Unsure(),
                        NOW)
                .get("east")
                .status()
                .reason();
    }

    @Test
    void whoWatchesItselfIsWatchedOnceAWatcherInItHasBegun() {
        Fleets within = new Fleets().profile("p1", 255).watchingItself("east", "p1", 1);

        assertTrue(reason(within, Optional.empty()).contains("nobody watches it"));
        assertTrue(reason(within, Optional.of("west")).contains("nobody watches it"));
        assertFalse(reason(within, Optional.of("east")).contains("nobody watches it"));
        assertFalse(reason(new Fleets().profile("p1", 255).member("east", "p1", 1), Optional.empty())
                .contains("nobody watches it"));
    }

    @Test
    void whatHasJustBeenDeclaredIsBeingWorkedOut() {
        MemberIntent declared =
                new Fleets().declared("east", "p1").state().declared().getFirst();

        assertEquals(Optional.empty(), Standings.unseen(declared));
        MemberStatus status = Standings.unseen(
                        new MemberIntent(declared.metadata().created(Optional.of(NOW.toString())), declared.spec()))
                .orElseThrow()
                .status();
        assertEquals(State.DISCOVERED, status.state());
        assertEquals(NOW, status.since());
        assertTrue(status.reason().contains("being worked out"));
    }

    @Test
    void aMemberThatIsStillBeingReadStandsAsBefore() {
        Map<String, MemberStatus> before = Map.of("east", BEFORE);

        assertEquals(BEFORE, status(before, Set.of("east")));
        assertNotEquals(BEFORE, status(before, Set.of("west")));
        assertEquals(NOW, status(Map.of(), Set.of("east")).since());
    }
}
