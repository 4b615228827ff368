package io.fleetmesh.controller.domain.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.MemberStatus.State;
import io.fleetmesh.controller.domain.fleet.Standings.Facts;
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
