package io.fleetmesh.controller.domain.fleet;

import static io.fleetmesh.controller.domain.fleet.Fleets.all;
import static io.fleetmesh.controller.domain.fleet.Fleets.except;
import static io.fleetmesh.controller.domain.fleet.Fleets.mayExport;
import static io.fleetmesh.controller.domain.fleet.Fleets.only;
import static io.fleetmesh.controller.domain.fleet.Fleets.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.NamespaceChoice;
import io.fleetmesh.contract.resource.MemberSpec.Mode;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.controller.domain.fleet.Refusal.Cause;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetRulesTest {

    private static Fleets two() {
        return new Fleets()
                .profile("shop", 255)
                .declared("east", "shop")
                .member("east", "shop", 1)
                .cilium("east", "east", 1)
                .declared("west", "shop")
                .member("west", "shop", 2)
                .cilium("west", "west", 2);
    }

    private static String refusal(Fleets fleet) {
        TargetRules.Decision decision = fleet.target("shop");
        assertThat(decision.refused()).hasSize(1);
        return decision.refused().getFirst().problem().text();
    }

    @Test
    void aClusterKeepsTheNameAndIdThatItsCiliumHas() {
        Fleets fleet = two().declared("south", "shop").candidate("south").cilium("south", "sur", 9);

        TargetRules.Decision decision = fleet.target("shop");

        assertThat(decision.refused()).isEmpty();
        assertThat(decision.profile().members()).contains(member("south", "sur", 9));
        assertThat(decision.views().get("east").sources()).containsExactly("south", "west");
    }

    @Test
    void aClusterThatIsAMemberOfAnotherProfileIsRefusedNamingBoth() {
        Fleets fleet = two().member("theirs", "bank", 7)
                .cluster("theirs", "uid-7")
                .declared("south", "shop")
                .candidate("south")
                .cilium("south", "south", 9)
                .cluster("south", "uid-7");

        assertThat(refusal(fleet))
                .contains("Member/south", "of profile 'bank'", "leave 'bank' first")
                .doesNotContain("theirs");
    }

    @Test
    void aClusterIsOneMemberOfItsProfileHoweverItIsReached() {
        Fleets fleet = two().cluster("east", "uid-1")
                .declared("again", "shop")
                .candidate("again")
                .cilium("again", "again", 9)
                .cluster("again", "uid-1");

        assertThat(refusal(fleet)).contains("Member/again", "of profile 'shop', as 'east'");
    }

    @Test
    void ofTwoNewMembersThatAreOneClusterOneIsAdmitted() {
        Fleets fleet = two();
        for (String name : new String[] {"north", "south"}) {
            fleet.declared(name, "shop")
                    .candidate(name)
                    .cilium(name, name, name.length() + name.charAt(0))
                    .cluster(name, "uid-9");
        }

        assertThat(refusal(fleet)).contains("Member/south", "the cluster of 'north'");
        assertThat(fleet.target("shop").views()).containsKey("north");
    }

    private static Member member(String id, String clusterName, int clusterId) {
        return member(id, clusterName, clusterId, false, false);
    }

    private static Member member(String id, String clusterName, int clusterId, boolean observed, boolean draining) {
        return new Member(
                id,
                "shop",
                clusterName,
                clusterId,
                observed,
                draining,
                Optional.empty(),
                Optional.empty(),
                Fleets.address(id));
    }

    @Test
    void aMemberIsWatchedFromWhereItIsDeclaredToBe() {
        Fleets fleet = two().declared("south", "shop", Mode.JOIN, Placement.MEMBER)
                .candidate("south")
                .cilium("south", "south", 9);

        assertThat(Candidates.decide(fleet.state()).wanted())
                .containsExactly(new Candidate(
                        "south", Optional.empty(), Optional.of(Placement.MEMBER), Fleets.address("south")));
        assertThat(fleet.target("shop").profile().members())
                .filteredOn(member -> member.id().equals("south"))
                .extracting(Member::address)
                .containsExactly(Fleets.address("south"));
        assertThat(fleet.target("shop").profile().members())
                .filteredOn(Member::watchesItself)
                .extracting(Member::id)
                .containsExactly("south");
    }

    @Test
    void aClusterWithoutIdGetsTheReservedOne() {
        Fleets fleet = two().declared("south", "shop").candidate("south").cilium("south", "default", 0);
        assertThat(ClusterIds.missing(fleet.state())).hasSize(3).anySatisfy(reservation -> {
            assertThat(reservation.member()).isEqualTo("south");
            assertThat(reservation.clusterId()).isEqualTo(3);
        });

        fleet.reserved("shop", 3, "south");

        assertThat(fleet.target("shop").profile().members()).contains(member("south", "south", 3));
    }

    @Test
    void aClusterWithoutCiliumIsLeftOutUntilItIsInstalledAsReserved() {
        Fleets fleet = two().declared("south", "shop").candidate("south").withoutCilium("south");
        assertThat(refusal(fleet)).contains("plan again in a moment");

        fleet.reserved("shop", 3, "south");

        assertThat(refusal(fleet)).contains("Cilium").contains("not installed").contains("get member south -o helm");
        assertThat(fleet.cilium("south", "south", 3).target("shop").profile().members())
                .contains(member("south", "south", 3));
    }

    @Test
    void whatIsReservedAndCannotBeUsedIsNotTaken() {
        Fleets fleet = two().reserved("shop", 300, "south")
                .declared("south", "shop")
                .candidate("south")
                .cilium("south", "default", 0);
        assertThat(refusal(fleet)).contains("plan again in a moment").doesNotContain("300");

        fleet.reserved("shop", 3, "south");

        assertThat(fleet.target("shop").profile().members()).contains(member("south", "south", 3));
    }

    @Test
    void whoCanGetNoNameOrIdIsToldWhy() {
        String longest = "a-name-that-is-too-long-for-a-cluster";
        assertThat(refusal(two().declared(longest, "shop").candidate(longest).withoutCilium(longest)))
                .contains("cluster name")
                .contains("at most 32");
        Fleets full = two().profile("shop", 2)
                .reserved("shop", 1, "east")
                .reserved("shop", 2, "west")
                .declared("south", "shop")
                .candidate("south")
                .withoutCilium("south");
        assertThat(refusal(full)).contains("1 to 2").contains("forget cluster-id");
    }

    @Test
    void whoIsNotKnownYetIsLeftOut() {
        assertThat(refusal(two().declared("south", "shop"))).contains("not watched yet");
        assertThat(refusal(two().declared("south", "shop").candidate("south")))
                .contains("nothing is known of its Cilium");
    }

    @Test
    void aTakenNameOrIdIsRefusedNamingWhoHasIt() {
        Fleets south = two().declared("south", "shop").candidate("south");

        assertThat(refusal(south.cilium("south", "east", 7)))
                .contains("cluster name")
                .contains("member 'east' has it");
        assertThat(refusal(south.cilium("south", "sur", 2)))
                .contains("cluster ID")
                .contains("member 'west' has it");
        assertThat(refusal(south.cilium("south", "sur", 300)))
                .contains("1 to 255")
                .contains("300");
        assertThat(refusal(south.cilium("south", "Not_A_Name", 7)))
                .contains("cluster name")
                .contains("Not_A_Name");
    }

    @Test
    void aTakenNameAndATakenIdAreBothTold() {
        Fleets south = two().declared("south", "shop").candidate("south").cilium("south", "east", 2);

        assertThat(south.target("shop").refused())
                .extracting(Refusal::member, Refusal::cause)
                .containsExactly(tuple("south", Cause.CLUSTER_NAME), tuple("south", Cause.CLUSTER_ID));
        assertThat(south.target("shop").profile().members())
                .extracting(Member::id)
                .containsExactly("east", "west");
    }

    @Test
    void theIdOfOneThatHasLeftIsRemembered() {
        Fleets south = two().reserved("shop", 7, "gone")
                .declared("south", "shop")
                .candidate("south")
                .cilium("south", "sur", 7);

        assertThat(refusal(south)).contains("it was that of member 'gone'");
    }

    @Test
    void theNameOfOneThatHasLeftIsRememberedAsItsIdIs() {
        Fleets south = two().reserved("shop", 7, "gone")
                .declared("south", "shop")
                .candidate("south")
                .cilium("south", "gone", 9);

        assertThat(refusal(south)).contains("cluster name", "remembered of member 'gone'", "forget cluster-id 7 ");
    }

    @Test
    void aReservedNameThatItsCiliumHasNoMoreIsNotTaken() {
        Fleets fleet = two().reserved("shop", 3, "south")
                .declared("south", "shop")
                .candidate("south")
                .cilium("south", "berlin", 0);
        assertThat(refusal(fleet)).contains("plan again in a moment");

        ClusterIds.missing(fleet.state()).forEach(fleet::reserved);

        assertThat(fleet.target("shop").profile().members()).contains(member("south", "berlin", 3));
    }

    @Test
    void aMemberOfAnotherProfileMustLeaveItFirst() {
        Fleets south =
                two().declared("south", "shop").member("south", "other", 5).cilium("south", "south", 5);

        assertThat(refusal(south)).contains("'other'").contains("leave");
    }

    @Test
    void whoIsDeclaredNoMoreDrains() {
        Fleets fleet = two().member("north", "shop", 3).cilium("north", "north", 3);

        TargetRules.Decision decision = fleet.target("shop");

        assertThat(decision.profile().members())
                .contains(member("north", "north", 3).leaving());
        assertThat(decision.views().get("east").sources()).containsExactly("north", "west");
        assertThat(decision.views().get("east").draining()).containsExactly("north");
    }

    @Test
    void whoIsDrainedKeepsItsSegmentsUntilItGoes() {
        Fleets fleet = new Fleets()
                .profile("shop", 255, segment("web", all("web")))
                .declared("east", "shop", "segment", "web")
                .member("east", "shop", 1)
                .declared("west", "shop", "segment", "web")
                .member("west", "shop", 2);
        var before = fleet.target("shop").profile();

        Fleets after = new Fleets()
                .profile("shop", 255, segment("web", all("web")))
                .declared("east", "shop", "segment", "web")
                .member("east", "shop", 1)
                .member("west", "shop", 2)
                .applied(before);

        assertThat(after.target("shop").views().get("east"))
                .isEqualTo(new ConsumerView("east", "east", List.of("west"), java.util.Map.of(), List.of("west")));
    }

    @Test
    void whoOnlyLooksOnIsInNoView() {
        Fleets fleet =
                two().declared("south", "shop", Mode.OBSERVE).candidate("south").cilium("south", "sur", 9);

        TargetRules.Decision decision = fleet.target("shop");

        assertThat(decision.profile().members()).extracting(Member::id).contains("south");
        assertThat(decision.views()).doesNotContainKey("south");
        assertThat(decision.views().get("east").sources()).containsExactly("west");
    }

    @Test
    void whoShallOnlyLookOnDrainsFirst() {
        Fleets fleet = two().declared("west", "shop", Mode.OBSERVE);

        TargetRules.Decision decision = fleet.target("shop");

        Member west = decision.profile().members().getLast();
        assertThat(west).isEqualTo(member("west", "west", 2, true, true));
        assertThat(decision.views().get("east").draining()).containsExactly("west");
        assertThat(decision.views().get("west").sources()).containsExactly("east");
        assertThat(west.drained()).contains(member("west", "west", 2, true, false));
        assertThat(member("west", "west", 2, false, true).drained()).isEmpty();
        // Planned again meanwhile, nothing changes; who is let go of meanwhile leaves.
        assertThat(fleet.member(west).target("shop").profile().members()).contains(west);
        assertThat(fleet.declared("west", "other").target("shop").profile().members())
                .contains(member("west", "west", 2, false, true));
    }

    @Test
    void whoOnlyLooksOnHasNothingToDrainAndLeavesAtOnce() {
        Fleets fleet = two().member(new Member("north", "shop", "north", 3, true, false, Optional.empty()));

        assertThat(fleet.target("shop").profile().members())
                .extracting(Member::id)
                .containsExactly("east", "west");
    }

    @Test
    void allLeaveAProfileThatIsDeclaredNoMore() {
        Fleets before = two();
        AppliedProfile applied = before.target("shop").profile();

        TargetRules.Decision decision = TargetRules.leave(
                new Fleets()
                        .declared("east", "shop")
                        .member("east", "shop", 1)
                        .member("west", "shop", 2)
                        .state(),
                applied,
                "p2");

        assertThat(decision.profile().members()).allMatch(Member::draining).hasSize(2);
        assertThat(decision.profile().spec()).isEqualTo(applied.spec());
        assertThat(decision.refused()).isEmpty();
    }

    @Test
    void segmentsSeeWhatTheyNameAndNothingElse() {
        Fleets fleet = new Fleets()
                .profile(
                        "shop",
                        255,
                        segment("a", only("services", "shared", "tools")),
                        segment("b", except("services", "payments")),
                        segment("services", all("a"), all("b")));
        for (String name : List.of("a", "b", "services")) {
            fleet.declared(name, "shop", "segment", name)
                    .member(name, "shop", name.charAt(0))
                    .cilium(name, name, name.charAt(0));
        }

        var views = fleet.target("shop").views();

        assertThat(views.get("a").sources()).containsExactly("services");
        assertThat(views.get("a").namespacesOf("services")).isEqualTo(NamespaceChoice.only(List.of("shared", "tools")));
        assertThat(views.get("b").sources()).containsExactly("services");
        assertThat(views.get("b").namespacesOf("services")).isEqualTo(NamespaceChoice.allBut(List.of("payments")));
        assertThat(views.get("services").sources()).containsExactly("a", "b");
    }

    @Test
    void theExportGuardTakesNamespacesAndNoSource() {
        Fleets fleet = new Fleets()
                .profile(
                        "shop",
                        255,
                        List.of(mayExport("shop", "web", "tools"), mayExport("shop", "api")),
                        segment("shop", all("shop"), except("analytics", "raw")),
                        segment("analytics", only("shop", "web", "payments")));
        for (String[] member : new String[][] {{"east", "shop"}, {"north", "shop"}, {"west", "analytics"}}) {
            fleet.declared(member[0], "shop", "segment", member[1])
                    .member(member[0], "shop", member[0].charAt(0))
                    .cilium(member[0], member[0], member[0].charAt(0));
        }

        var views = fleet.target("shop").views();

        assertThat(views.get("east").sources()).containsExactly("north", "west");
        assertThat(views.get("east").namespacesOf("north"))
                .isEqualTo(NamespaceChoice.only(List.of("api", "tools", "web")));
        assertThat(views.get("east").namespacesOf("west")).isEqualTo(NamespaceChoice.NONE);
        assertThat(views.get("west").namespacesOf("east")).isEqualTo(NamespaceChoice.only(List.of("web")));
    }

    @Test
    void aGuardedMemberThatIsDeclaredNoMoreStaysGuardedWhileItDrains() {
        List<ExportRule> rules = List.of(mayExport("shop", "web"));
        Fleets before = new Fleets()
                .profile("shop", 255, rules)
                .declared("east", "shop", "segment", "shop")
                .member("east", "shop", 1)
                .declared("west", "shop", "segment", "shop")
                .member("west", "shop", 2);

        Fleets after = new Fleets()
                .profile("shop", 255, rules)
                .declared("east", "shop", "segment", "shop")
                .member("east", "shop", 1)
                .member("west", "shop", 2)
                .applied(before.target("shop").profile());

        ConsumerView view = after.target("shop").views().get("east");
        assertThat(view.draining()).containsExactly("west");
        assertThat(view.namespacesOf("west")).isEqualTo(NamespaceChoice.only(List.of("web")));
    }
}
