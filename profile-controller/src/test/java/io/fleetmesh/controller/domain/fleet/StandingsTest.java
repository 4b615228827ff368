package io.fleetmesh.controller.domain.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

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
                        _ -> new Facts(Optional.empty(), List.of("service"), List.of()),
                        _ -> new StoreSight.Unsure(),
                        NOW)
                .get("east")
                .status();
    }

    @Test
    void aMemberThatIsStillBeingReadStandsAsBefore() {
        Map<String, MemberStatus> before = Map.of("east", BEFORE);

        assertEquals(BEFORE, status(before, Set.of("east")));
        assertNotEquals(BEFORE, status(before, Set.of("west")));
        assertEquals(NOW, status(Map.of(), Set.of("east")).since());
    }
}
