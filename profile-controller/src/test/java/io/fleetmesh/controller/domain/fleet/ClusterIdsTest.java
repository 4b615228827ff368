package io.fleetmesh.controller.domain.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Member;
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

    private static ClusterIdReservation called(String clusterName, int id) {
        return new ClusterIdReservation("shop", id, "south", clusterName);
    }

    private static Fleets applied(Fleets fleet) {
        missing(fleet).forEach(fleet::reserved);
        return fleet;
    }

    @Test
    void aNameThatItsOwnerHasGivenReplacesTheReservedOneUnderTheSameId() {
        Fleets named = south(255).reserved("shop", 5, "south").cilium("south", "berlin", 0);

        assertThat(missing(named)).containsExactly(called("berlin", 5));
        assertThat(missing(applied(named))).isEmpty();
        assertThat(missing(named.withoutCilium("south")))
                .as("nobody says anything else any more")
                .isEmpty();
        assertThat(missing(named.cilium("south", "munich", 5)))
                .as("it took the ID, under another name")
                .containsExactly(called("munich", 5));
        assertThat(missing(named.member(new Member("south", "shop", "paris", 5))))
                .containsExactly(called("paris", 5));
    }

    @Test
    void noIdNeedBeFreeForANewName() {
        Fleets full = remembered(south(5), 4).reserved("shop", 5, "south").cilium("south", "berlin", 0);

        assertThat(missing(full)).containsExactly(called("berlin", 5));
        assertThat(missing(remembered(south(5), 5).cilium("south", "berlin", 0)))
                .isEmpty();
    }

    @Test
    void aNameThatReleasesBeforeReservedAndCiliumRefusesIsReplacedToo() {
        Fleets earlier = south(255).reserved(called("Not_A_Name", 5)).withoutCilium("south");

        assertThat(missing(earlier)).containsExactly(of(5));
    }

    @Test
    void aNameThatIsOrWasAnothersIsWaitedForUntilThatOneGivesItUp() {
        Fleets fleet = south(255)
                .reserved("shop", 1, "south")
                .cilium("south", "east", 0)
                .reserved("shop", 2, "east")
                .declared("east", "shop")
                .candidate("east")
                .withoutCilium("east");
        assertThat(missing(fleet)).isEmpty();
        assertThat(ClusterIds.obstacle(
                                fleet.intent("shop"),
                                "south",
                                fleet.state().identities().get("south"),
                                fleet.state())
                        .orElseThrow()
                        .text())
                .contains("cluster name east", "remembered of member 'east'", "forget cluster-id 2 --profile shop");

        assertThat(missing(fleet.cilium("east", "lyon", 0)))
                .containsExactly(called("east", 1), new ClusterIdReservation("shop", 2, "east", "lyon"));
    }

    @Test
    void anIdThatAClusterRunsWithIsNoNewcomersThoughItsNameIsAnothers() {
        Fleets fleet = south(255)
                .withoutCilium("south")
                .reserved("shop", 9, "gone")
                .declared("east", "shop")
                .candidate("east")
                .cilium("east", "gone", 1);

        assertThat(missing(fleet)).containsExactly(of(2));
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
