package io.fleetmesh.controller.domain.plan.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.LabelSelector.Operator;
import io.fleetmesh.contract.resource.LabelSelector.Requirement;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Namespaces;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Sight;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.SampleFleet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan would refuse, told of a cluster before it is declared: beside {@code east}, which has ID 1, as {@code west}. */
class NewcomerBesideProfileTest {
    private static final String NO_CILIUM =
            "unknown: [ciliumconfig/kube-system/cilium-config], owners: {agents: {presence: ABSENT}}";

    private static final LabelSelector UNTIERED =
            new LabelSelector(Map.of(), List.of(new Requirement("tier", Operator.DOES_NOT_EXIST, List.of())));

    private final NewcomerFleet fleet =
            new NewcomerFleet().member(known("east", "clusterId: 1, nodes: {e1: [10.1.0.0/24]}"));

    private static MemberInventory known(String name, String facts) {
        return new SampleFleet().joining(name, "{" + facts + "}").inventory(name);
    }

    private static Newcomer west(String facts) {
        return Newcomer.of("west", SampleFleet.facts("west", "{" + westIs(facts) + "}"));
    }

    private static String westIs(String facts) {
        return "clusterId: 2, nodes: {w1: [10.2.0.0/24]}, " + facts;
    }

    private static List<String> texts(Check check) {
        return check.findings().stream()
                .map(finding -> finding.level() + " " + finding.fact() + " -> " + finding.remedy())
                .toList();
    }

    /** Whoever is at fault, it is the newcomer that is told. */
    private Finding only(Newcomer newcomer, String check) {
        Check found = fleet.check(newcomer, check);
        assertThat(found.findings()).hasSize(1);
        return found.findings().getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "config: {clusterName: sur}", "config: {clusterId: 300}", "config: {clusterName: Sur}"})
    void itIsRefusedByTheWordsOfAPlan(String facts) {
        fleet.reserved(2, "gone", "old").draining(known("north", "clusterId: 4, config: {clusterName: sur}"));
        Newcomer newcomer = west(facts);
        List<Check> judged = List.of(fleet.check(newcomer, "cluster-name"), fleet.check(newcomer, "cluster-id"));
        assertThat(judged).anyMatch(check -> check.level() == Level.FAIL);

        fleet.declared(known("west", westIs(facts)));

        assertThat(judged.stream().map(NewcomerBesideProfileTest::texts))
                .containsExactly(texts(fleet.planned("cluster-name")), texts(fleet.planned("cluster-id")));
    }

    @Test
    void anIdThatIsRememberedOfOneThatHasLeftIsNotItsOwn() {
        fleet.reserved(2, "gone", "old");

        Finding found = only(west(""), "cluster-id");

        assertThat(found.level()).isEqualTo(Level.FAIL);
        assertThat(found.fact())
                .contains("west cannot join: its cluster ID is 2", "it was that of member 'gone'")
                .contains("fleetctl forget cluster-id 2 --profile shop --reason TEXT");
    }

    @Test
    void whoDrainsHoldsNameAndIdUntilItIsGone() {
        fleet.draining(known("north", "clusterId: 2, nodes: {n1: [10.3.0.0/24]}, config: {clusterName: west}"));

        assertThat(only(west(""), "cluster-name").fact()).contains("its cluster name is west", "member 'north' has it");
        assertThat(only(west(""), "cluster-id").fact()).contains("its cluster ID is 2", "member 'north' has it");
    }

    @Test
    void whoIsDeclaredAlreadyComesFirst() {
        fleet.declared(known("zoo", "clusterId: 2, nodes: {z1: [10.2.0.0/16]}, config: {clusterName: west}"));

        assertThat(only(west(""), "cluster-name").fact()).contains("member 'zoo' has it");
        assertThat(only(west(""), "cluster-id").fact()).contains("member 'zoo' has it");
        assertThat(only(west(""), "pod-cidr-overlap").fact()).contains("node w1 of west has 10.2.0.0/24");
    }

    @Test
    void aClusterWithoutAnIdIsToldWhichItWouldGet() {
        fleet.reserved(2, "gone", "old");

        assertThat(only(west("config: {clusterId: 0}"), "cluster-id").remedy())
                .startsWith("declare the Member, for which cluster ID 3 would be reserved: 'fleetctl get member NAME");
        assertThat(only(west(NO_CILIUM), "cluster-id").remedy()).contains("cluster ID 3 would be reserved");
    }

    @Test
    void aClusterThatCanGetNoIdIsToldWhy() {
        for (int id = 2; id <= 255; id++) {
            fleet.reserved(id, "gone-" + id, "old-" + id);
        }

        Finding found = only(west("config: {clusterId: 0}"), "cluster-id");

        assertThat(found.level()).isEqualTo(Level.FAIL);
        assertThat(found.fact()).contains("a free ID in 1 to 255, but all are taken or remembered");
        assertThat(only(west(NO_CILIUM), "cluster-id").fact()).contains("all are taken or remembered");
    }

    @Test
    void aNameThatIsRememberedIsNotReservedAgain() {
        fleet.reserved(7, "gone", "west");

        Finding found = only(west("config: {clusterId: 0}"), "cluster-name");

        assertThat(found.level()).isEqualTo(Level.FAIL);
        assertThat(found.fact()).contains("its cluster name is west", "remembered of member 'gone'");
        assertThat(only(west("config: {clusterId: 0}"), "cluster-id").remedy())
                .isEqualTo("see to its cluster name first: no ID is reserved before it can have that");
    }

    @Test
    void aNameOfAnotherMemberIsACollisionAndNoAdviceHasAMadeUpOne() {
        fleet.member(known("west", "clusterId: 2, nodes: {o1: [10.2.0.0/24]}, unknown: [identity]"));

        Newcomer.Judged judged = fleet.judge(west(""));

        assertThat(judged.checks())
                .filteredOn(check -> check.level() == Level.FAIL)
                .extracting(Check::name)
                .contains("cluster-name", "cluster-id", "pod-cidr-overlap");
        Check names = fleet.check(west(""), "cluster-name");
        assertThat(names.findings()).hasSize(2);
        assertThat(names.findings().getFirst().fact())
                .contains("its cluster name is west, expected a name that is not taken: member 'west' has it");
        assertThat(names.findings().getLast().fact())
                .isEqualTo(
                        "'west' is the name of a Member already, and nothing says that this is its cluster: here it is"
                                + " called 'west-2'");
        assertThat(judged.checks().toString()).doesNotContain("(new)");
    }

    @Test
    void anotherMembersNameIsNotToBeItsClusterName() {
        fleet.member(known("west", "clusterId: 7, nodes: {o1: [10.7.0.0/24]}, unknown: [identity]"));

        Check names = fleet.check(west("config: {clusterName: default, clusterId: 0}"), "cluster-name");

        assertThat(texts(names)).anySatisfy(text -> assertThat(text).endsWith("cluster.name=west-2"));
    }

    /** As a plan has it, which takes who is declared by the name for who had it. */
    @Test
    void whoComesBackByItsOldNameHasWhatIsRememberedOfIt() {
        fleet.reserved(2, "west", "west");

        assertThat(fleet.check(west(""), "cluster-id").findings()).isEmpty();
        Finding named = only(west(""), "cluster-name");
        assertThat(named.level()).isEqualTo(Level.WARN);
        assertThat(named.fact()).startsWith("'west' is the name of a Member that has left");
        assertThat(named.remedy()).isEqualTo("if it is another cluster, give it names and an ID of its own");
    }

    @Test
    void aClusterThatIsAMemberHasWhatIsThatMembers() {
        fleet.member(known("west", westIs(""))).reserved(2, "west", "west");

        assertThat(fleet.judge(west("")).checks())
                .filteredOn(check -> check.level() != Level.PASS)
                .isEmpty();
    }

    @Test
    void aMemberIsLookedAtByItsOwnNameWhateverItsClusterIsCalled() {
        String facts = westIs("config: {clusterName: west}");
        fleet.member(known("w2", facts))
                .member(known("west", "clusterId: 7, nodes: {o1: [10.7.0.0/24]}, config: {clusterName: other}"));
        Newcomer again = Newcomer.of("west", SampleFleet.facts("w2", "{" + facts + "}"));

        assertThat(fleet.judge(again).checks())
                .filteredOn(check -> check.level() != Level.PASS)
                .isEmpty();
        assertThat(fleet.check(again, "agent-capacity").fact()).contains("; w2: ");
    }

    @Test
    void ofSeveralDeclarationsOfOneClusterTheMemberCounts() {
        String facts = westIs("config: {clusterName: west}");
        fleet.declared(Newcomer.of("a-west", SampleFleet.facts("west", "{" + facts + "}"))
                        .inventory())
                .member(known("west", facts));
        Newcomer anew = Newcomer.of(
                "west",
                SampleFleet.facts("west", "{clusterId: 5, nodes: {w1: [10.2.0.0/24]}, config: {clusterName: west}}"));

        assertThat(texts(fleet.check(anew, "cluster-id")))
                .anySatisfy(text -> assertThat(text).contains("west is a member with cluster ID 2 and would have 5"));
    }

    @Test
    void ofAClusterWhoseCiliumIsNotKnownNobodySaysThatItFits() {
        Check names = fleet.check(west("unknown: [ciliumconfig/kube-system/cilium-config]"), "cluster-name");

        assertThat(names.level()).isEqualTo(Level.FAIL);
        assertThat(texts(names))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("FAIL west cannot join: nothing is known of its Cilium -> there is no ConfigMap"));
        Check unread = fleet.check(
                west("unknown: [ciliumconfig/kube-system/cilium-config, complete/ciliumconfig]"), "cluster-name");
        assertThat(texts(unread))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("FAIL west cannot join: nothing is known of its Cilium -> let ConfigMap"));
    }

    @Test
    void aMemberOfAnotherProfileCannotJoin() {
        String facts = westIs("config: {clusterName: west}");
        fleet.member("pay", known("w-of-pay", facts));
        Newcomer again = Newcomer.of("west", SampleFleet.facts("w-of-pay", "{" + facts + "}"));

        assertThat(texts(fleet.check(again, "cluster-name")))
                .containsExactly(
                        "FAIL west cannot join: it is a cluster that is a member already, of another profile -> to move it"
                                + " here let it leave that one first, by a plan of it");
        assertThat(fleet.judge(again).checks().toString())
                .as("who asks need not see profiles of others, and who is in them")
                .doesNotContain("pay");
    }

    /** A check tells at most twenty things, and of pairs that overlap four. */
    @Test
    void whatIsItsOwnIsToldHoweverMuchThereIsToTellOfOthers() {
        for (int i = 0; i < 30; i++) {
            String name = "aa-" + (10 + i);
            fleet.member(known(
                    name,
                    "clusterId: " + (100 + i) + ", nodes: {n: [10.3.0.0/24]}, config: {clusterName: " + name
                            + "}, cilium: 1.12.0, cluster: {serviceCidrs: [10.110.0.0/16]}"));
        }
        fleet.member(known("zz", "clusterId: 99, nodes: {z: [10.2.0.0/24]}"));

        assertThat(only(west(""), "pod-cidr-overlap").fact())
                .isEqualTo("node w1 of west has 10.2.0.0/24, node z of zz has 10.2.0.0/24");
        Check versions = fleet.check(west("cilium: 1.12.0"), "cilium-version");
        assertThat(versions.findings()).extracting(Finding::fact).anyMatch(fact -> fact.contains("west"));
        assertThat(versions.omitted()).isZero();
        Check services = fleet.check(west("cluster: {serviceCidrs: [10.110.0.0/16]}"), "service-cidr-overlap");
        assertThat(services.findings())
                .extracting(Finding::fact)
                .containsExactly("10.110.0.0/16 in west, aa-10, aa-11, aa-12, aa-13, aa-14, aa-15, aa-16 and 23 more");
    }

    @Test
    void whatItsAgentsAndThoseOfOthersWouldHoldIsCounted() {
        fleet.member(
                known("north", "clusterId: 4, nodes: {n1: [10.4.0.0/24]}, namespaces: {shop: {addresses: 150000}}"));
        Check fits = fleet.check(west("namespaces: {shop: {addresses: 10, identities: 3}}"), "agent-capacity");
        assertThat(fits.level()).isEqualTo(Level.PASS);
        assertThat(fits.fact())
                .contains("; west: 150016 addresses", "east: 150016 addresses", "3 identities of others");

        Check full = fleet.check(west("namespaces: {shop: {addresses: 400000}}"), "agent-capacity");

        assertThat(full.level()).isEqualTo(Level.FAIL);
        assertThat(full.findings())
                .extracting(finding -> finding.members().getFirst())
                .containsExactly("west", "east", "north");
        assertThat(full.findings().getFirst().fact()).contains("agents of west would hold 550006 of 512000 addresses");
    }

    @Test
    void whatTheExportGuardHidesOfItIsToldByItsServices() {
        fleet.guarded(new ExportRule(NewcomerFleet.EVERYBODY, Optional.of(new Namespaces(List.of("shop"), List.of()))));
        String exports = "namespaces: {shop: {services: {cart: 1}}, pay: {services: {till: 1}}}";

        assertThat(only(west(exports), "export-guard").fact()).contains("west exports services of pay");
        assertThat(fleet.judge(west("unknown: [complete/service], " + exports)).unlooked())
                .extracting(Unlooked::check)
                .containsExactly("admission", "store-reachable", "export-guard", "lost-sight");
    }

    @Test
    void whatHangsOnItsLabelsIsNotLookedAt() {
        fleet.segments(new Segment("all", NewcomerFleet.EVERYBODY, List.of()));

        Newcomer.Judged judged = fleet.judge(west(""));

        assertThat(judged.unlooked())
                .extracting(Unlooked::check)
                .containsExactly("admission", "store-reachable", "agent-capacity", "lost-sight", "one-way-sight");
        assertThat(judged.unlooked())
                .filteredOn(one -> one.why().contains("labels"))
                .hasSize(2);
        assertThat(judged.checks()).extracting(Check::name).doesNotContain("agent-capacity", "one-way-sight");

        Newcomer labelled = west("namespaces: {shop: {addresses: 600000}}").labelled(Map.of("tier", "all"));
        assertThat(fleet.judge(labelled).unlooked())
                .extracting(Unlooked::check)
                .containsExactly("admission", "store-reachable", "lost-sight");
        assertThat(fleet.check(labelled, "agent-capacity").level()).isEqualTo(Level.FAIL);

        NewcomerFleet guarded = new NewcomerFleet()
                .guarded(new ExportRule(new LabelSelector(Map.of("a", "b"), List.of()), Optional.empty()));
        assertThat(guarded.judge(west("")).unlooked())
                .extracting(Unlooked::check)
                .contains("export-guard");
    }

    @Test
    void itsLabelsSayWhoSeesIt() {
        LabelSelector apart = new LabelSelector(Map.of("tier", "apart"), List.of());
        fleet.segments(
                new Segment("apart", apart, List.of()),
                new Segment("others", UNTIERED, List.of(new Sight("others", Optional.empty()))));
        String full = "namespaces: {shop: {addresses: 600000}}";

        assertThat(fleet.check(west(full).labelled(Map.of()), "agent-capacity").findings())
                .extracting(finding -> finding.members().getFirst())
                .containsExactly("west", "east");
        assertThat(fleet.check(west(full).labelled(Map.of("tier", "apart")), "agent-capacity")
                        .findings())
                .extracting(finding -> finding.members().getFirst())
                .containsExactly("west");
    }

    @Test
    void whoSeesItAndIsNotSeenByItIsToldToo() {
        LabelSelector spoke = new LabelSelector(Map.of("tier", "spoke"), List.of());
        fleet.segments(
                new Segment("hub", UNTIERED, List.of(new Sight("spoke", Optional.empty()))),
                new Segment("spoke", spoke, List.of()));

        assertThat(fleet.check(west("").labelled(Map.of("tier", "spoke")), "one-way-sight")
                        .findings())
                .extracting(Finding::fact)
                .containsExactly("east sees west, of which none sees it");
    }

    @Test
    void ofAMemberOnlyItsOwnLabelsCount() {
        fleet.segments(new Segment("all", NewcomerFleet.EVERYBODY, List.of())).member(known("west", westIs("")));

        assertThat(texts(fleet.check(west("").labelled(Map.of("tier", "db")), "cluster-name")))
                .containsExactly(
                        "WARN west is a Member already, with other labels than those that are given: its own are looked"
                                + " at -> to see what other labels would do, relabel it and plan");
        assertThat(fleet.check(west("").labelled(Map.of()), "cluster-name").findings())
                .isEmpty();
    }

    @Test
    void whatIsAMemberAlreadyHasTheLabelsThatItIsDeclaredWith() {
        fleet.segments(new Segment("all", NewcomerFleet.EVERYBODY, List.of())).member(known("west", westIs("")));

        assertThat(fleet.judge(west("")).unlooked())
                .extracting(Unlooked::check)
                .containsExactly("admission", "store-reachable", "lost-sight");
    }

    @Test
    void ofAClusterWhosePodsAreNotKnownNothingIsCounted() {
        assertThat(fleet.judge(west("unknown: [complete/ciliumendpoint]")).unlooked())
                .extracting(Unlooked::check)
                .containsExactly("admission", "store-reachable", "agent-capacity", "lost-sight");
    }
}
