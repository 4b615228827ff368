package io.fleetmesh.controller.domain.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.contract.ClusterIdReservation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterIdsTest {
    private static Fleets south(int most) {
        return new Fleets().profile("shop", most).declared("south", "shop").candidate("south");
    }

    private static List<ClusterIdReservation> missing(Fleets fleet) {
        return ClusterIds.missing(fleet.state());
    }

    /** Up to and with {@code last}, but for {@code free}. */
    private static Fleets remembered(Fleets fleet, int last, int... free) {
        for (int id = 1; id <= last; id++) {
            int taken = id;
            if (IntStream.of(free).noneMatch(one -> one == taken)) {
                fleet.reserved("shop", id, "gone-" + id);
            }
        }
        return fleet;
    }

    private static ClusterIdReservation of(int id) {
        return new ClusterIdReservation("shop", id, "south", "south");
    }

    @Test
    void aClusterWithoutCiliumGetsItsMembersNameAndAnId() {
        assertThat(missing(south(255))).as("nobody has looked").isEmpty();
        assertThat(missing(south(255).withoutCilium("south"))).containsExactly(of(1));
        assertThat(missing(south(255).withoutCilium("south").reserved("shop", 1, "south")))
                .isEmpty();
    }

    @Test
    void asLongAsNoDatapathIsKnownAnIdThatSuitsEveryOneGoesBefore() {
        assertThat(missing(remembered(south(511).withoutCilium("south"), 127))).containsExactly(of(256));
        assertThat(missing(remembered(south(511).cilium("south", "default", 0), 127)))
                .containsExactly(of(128));
        assertThat(missing(remembered(south(255).withoutCilium("south"), 127)))
                .as("better than none")
                .containsExactly(of(128));
    }

    @Test
    void whereTheProfileTakesTheReservedIdNoMoreThereIsAnother() {
        Fleets lower = south(255).cilium("south", "default", 0).reserved("shop", 300, "south");

        assertThat(missing(lower)).containsExactly(of(1));
        assertThat(missing(lower.reserved("shop", 1, "south"))).isEmpty();
    }

    @Test
    void whereTheDatapathTurnsOutToRefuseTheReservedIdThereIsAnother() {
        Fleets fleet =
                remembered(south(255).withoutCilium("south"), 127, 90, 91).reserved("shop", 128, "south");
        assertThat(missing(fleet)).isEmpty();

        assertThat(missing(fleet.refusesHighBit("south"))).containsExactly(of(90));
        assertThat(missing(fleet.refusesHighBit("south", "south", 128)))
                .as("installed with it, its agents do not start")
                .containsExactly(of(90));
        assertThat(missing(fleet.refusesHighBit("south", "south", 91).reserved("shop", 91, "south")))
                .isEmpty();
    }

    @Test
    void whoUsesAnIdOrIsAMemberKeepsIt() {
        Fleets used = south(255).cilium("south", "south", 300).reserved("shop", 300, "south");
        assertThat(missing(used)).isEmpty();

        Fleets member = south(255).member("south", "shop", 300).cilium("south", "default", 0);
        assertThat(missing(member)).containsExactly(of(300));
    }

    @Test
    void aNameThatCannotBeOrIsOrWasAnothersIsNotReserved() {
        String longest = "a-name-that-is-too-long-for-a-cluster";
        assertThat(missing(new Fleets()
                        .profile("shop", 255)
                        .declared(longest, "shop")
                        .candidate(longest)
                        .withoutCilium(longest)))
                .isEmpty();
        Fleets taken =
                south(255).withoutCilium("south").declared("east", "shop").candidate("east");
        assertThat(missing(taken.cilium("east", "south", 7)))
                .containsExactly(new ClusterIdReservation("shop", 7, "east", "south"));
    }
}
