package io.fleetmesh.controller.domain.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.MemberStatus.State;
import io.fleetmesh.contract.plan.Signature;
import io.fleetmesh.controller.domain.fleet.Statuses.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A profile that lets members drain for 60 s, of which east stays, north leaves, and west shall only look on. */
class DrainsTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Signature ANNA = new Signature("anna", SINCE);
    private static final Member EAST = new Member("east", "shop", "east", 1);
    private static final Member NORTH = new Member("north", "shop", "north", 3).leaving();
    private static final Member WEST = new Member("west", "shop", "west", 2, true, true, Optional.empty());

    private static List<AppliedProfile> ended(Instant now, State north) {
        Fleets fleet = new Fleets().profile("shop", 255);
        AppliedProfile applied = new AppliedProfile(
                "shop", "p1", fleet.intent("shop").spec(), Map.of(), List.of(EAST, NORTH, WEST), Optional.of(ANNA));
        return Drains.ended(
                fleet.applied(applied).state(),
                Map.of("east", in(State.CONNECTED), "north", in(north), "west", in(State.DRAINING)),
                now);
    }

    private static Standing in(State state) {
        return new Standing(new MemberStatus("m", state, SINCE, "", ""), Optional.empty(), Optional.empty(), Map.of());
    }

    @Test
    void beforeTheTimeIsOverAllStay() {
        assertThat(ended(SINCE.plusSeconds(59), State.DRAINING)).isEmpty();
    }

    @Test
    void thenWhoLeavesIsGoneAndWhoShallLookOnDoes() {
        AppliedProfile left = ended(SINCE.plusSeconds(60), State.DRAINING).getFirst();

        assertThat(left.members())
                .containsExactly(EAST, new Member("west", "shop", "west", 2, true, false, Optional.empty()));
        assertThat(left.applied()).contains(ANNA);
    }

    @Test
    void whoDoesNotDrainYetDoesNotGo() {
        assertThat(ended(SINCE.plusSeconds(60), State.CONNECTED).getFirst().members())
                .contains(NORTH);
    }
}
