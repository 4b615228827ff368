package io.fleetmesh.controller.domain.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterIdReleaseTest {
    private static Fleets fleet() {
        return new Fleets().profile("a", 255).profile("b", 255).reserved("a", 5, "east");
    }

    private static Object decide(Fleets fleet) {
        return switch (ClusterIdRelease.decide(fleet.state(), "a", 5)) {
            case ClusterIdRelease.Forgotten(ClusterIdReservation reservation) -> reservation;
            case ClusterIdRelease.Refused refused -> refused.reason();
        };
    }

    @Test
    void whatWasTheIdOfOneWhoIsGoneIsForgotten() {
        assertEquals(new ClusterIdReservation("a", 5, "east", "east"), decide(fleet()));
        assertEquals(
                new ClusterIdReservation("a", 5, "east", "east"),
                decide(fleet().member("west", "a", 6).declared("north", "a").candidate("north")));
        // It is in another profile now, where IDs are others'.
        assertEquals(
                new ClusterIdReservation("a", 5, "east", "east"),
                decide(fleet().declared("east", "b").member("east", "b", 5).cilium("east", "east", 5)));
    }

    @Test
    void whatSomebodyHasOrIsToHaveStays() {
        assertEquals(Reason.CONFLICT, decide(fleet().member("east", "a", 5)));
        assertEquals(Reason.CONFLICT, decide(fleet().candidate("east")));
        assertEquals(Reason.CONFLICT, decide(fleet().declared("east", "a")));
        assertEquals(Reason.CONFLICT, decide(fleet().candidate("west").cilium("west", "w", 5)));
        assertEquals(
                Reason.CONFLICT,
                decide(fleet().applied(new AppliedProfile(
                        "a",
                        "p",
                        fleet().intent("a").spec(),
                        Map.of(),
                        List.of(new Member("east", "a", "east", 5).leaving())))));
    }

    @Test
    void whatSomebodyCanUseNoMoreOrDidNotTakeIsForgotten() {
        ClusterIdReservation other = new ClusterIdReservation("a", 5, "east", "east");
        Fleets declared = fleet().declared("east", "a").candidate("east");

        assertEquals(other, decide(declared.cilium("east", "east", 9)));
        assertEquals(Reason.CONFLICT, decide(declared.cilium("east", "east", 5)));
        assertEquals(Reason.CONFLICT, decide(declared.withoutCilium("east")));
        // It gets another name, and keeps the ID.
        assertEquals(Reason.CONFLICT, decide(declared.cilium("east", "lyon", 0)));
        declared.withoutCilium("east");
        assertEquals(other, decide(declared.reserved("a", 4, "east")));
        // As long as there is no other, it is the one that others must not get.
        assertEquals(
                Reason.CONFLICT,
                decide(fleet().profile("a", 4)
                        .declared("east", "a")
                        .candidate("east")
                        .withoutCilium("east")));
    }

    @Test
    void whatIsNobodysIsNotThere() {
        assertEquals(Reason.NOT_FOUND, decide(new Fleets().profile("a", 255).reserved("b", 5, "east")));
    }
}
