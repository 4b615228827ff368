package io.fleetmesh.controller.messaging;

import static io.fleetmesh.controller.messaging.RunningController.PATIENCE;
import static io.fleetmesh.controller.messaging.RunningController.PROFILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.SampleMembers;
import io.fleetmesh.controller.domain.SampleProfiles;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.plan.SampleFleet;
import io.fleetmesh.controller.domain.plan.check.Newcomer;
import io.fleetmesh.controller.domain.plan.check.Newcomers;
import io.fleetmesh.controller.domain.plan.check.Newcomers.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A cluster that has not joined, beside the members that a real broker knows: {@code east}, {@code gone}, which drains, and
 * {@code left}, which is only remembered.
 */
class NewcomerBesideMembersTest extends OnAController {
    /** Whoever drains does so for the whole test. */
    private static final NetworkProfileSpec SPEC = SampleProfiles.drained(SampleProfiles.PLAIN, 86_400);

    private static final String OVERLAP = "node n of east has 10.1.0.0/24, node n of west has 10.1.0.128/25";

    @BeforeEach
    void start() {
        controller.restore(
                new AppliedProfile(
                        PROFILE,
                        "plan-1",
                        SPEC,
                        Map.of(),
                        List.of(
                                new Member("east", PROFILE, "east", 1),
                                new Member("gone", PROFILE, "gone", 3).leaving())),
                new ClusterIdReservation(PROFILE, 5, "left", "left"));
        declare(Intent.of(ObjectMeta.named("east", Map.of()), SampleMembers.by("east")));
        declare(Intent.of(ObjectMeta.named(PROFILE, Map.of()), SPEC));
    }

    private void declare(Intent intent) {
        assertThat(controller
                        .intents()
                        .change(
                                new IntentChange.Create(intent),
                                new Caller("anna", Set.of(), Caller.By.TOKEN, true),
                                false)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Intents.Outcome.Decided.class);
    }

    private static Newcomer cluster(String name, String description) {
        return Newcomer.of(name, SampleFleet.facts(name, description));
    }

    private static Answer judged(Newcomers desk, String profile, Newcomer newcomer) {
        return desk.judge(profile, newcomer).toCompletableFuture().join();
    }

    /** Empty as long as it cannot be told. */
    private Optional<Answer.Judged> judged(Newcomer newcomer) {
        return judged(controller.newcomers(), PROFILE, newcomer) instanceof Answer.Judged judged
                ? Optional.of(judged)
                : Optional.empty();
    }

    private static List<String> facts(Answer.Judged judged) {
        return judged.checks().stream()
                .map(Check::findings)
                .flatMap(List::stream)
                .map(Finding::fact)
                .toList();
    }

    private static FleetRecord node(String cidr) {
        return SampleFleet.facts("east", "{clusterId: 1, nodes: {n: [" + cidr + "]}}").stream()
                .filter(CiliumNodeFact.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    /** A member's watcher, whose facts have been read. */
    private Consumer<FleetRecord> watching(String member, String description) {
        Consumer<FleetRecord> watcher = controller.owner(Topic.facts(member));
        SampleFleet.facts(member, description).forEach(watcher);
        await().atMost(PATIENCE)
                .until(() -> judged(cluster(member, description))
                        .map(Answer.Judged::knownAs)
                        .equals(Optional.of(List.of(member))));
        return watcher;
    }

    @Test
    void itIsJudgedBesideTheMembersByTheFactsThatAreThereWhenItIsAsked() {
        Consumer<FleetRecord> east = watching("east", "{clusterId: 1, nodes: {n: [10.1.0.0/24]}}");
        Newcomer west = cluster("west", "{clusterId: 2, nodes: {n: [10.1.0.128/25]}}");

        for (int i = 0; i < 5; i++) {
            assertThat(judged(west)).hasValueSatisfying(found -> {
                assertThat(found.knownAs()).isEmpty();
                assertThat(facts(found)).containsExactly(OVERLAP);
            });
            east.accept(node("10.9.0.0/24"));
            assertThat(judged(west))
                    .hasValueSatisfying(found -> assertThat(facts(found)).isEmpty());
            east.accept(node("10.1.0.0/24"));
        }
    }

    @Test
    void whoIsWatchedAlreadyIsNotJudgedBesideItselfAndWhoDrainsStillHasWhatIsIts() {
        var _ = watching("east", "{clusterId: 1, nodes: {n: [10.1.0.0/24]}}");
        var _ = watching("gone", "{clusterId: 3, nodes: {n: [10.3.0.0/24]}}");

        assertThat(judged(cluster("east", "{clusterId: 1, nodes: {n: [10.1.0.0/24]}}")))
                .hasValueSatisfying(found -> {
                    assertThat(found.knownAs()).containsExactly("east");
                    assertThat(facts(found)).isEmpty();
                });
        assertThat(judged(cluster("west", "{clusterId: 3, nodes: {n: [10.3.0.0/24]}}")))
                .hasValueSatisfying(found -> assertThat(facts(found))
                        .anySatisfy(fact -> assertThat(fact).contains("cluster ID is 3", "member 'gone' has it"))
                        .anySatisfy(fact -> assertThat(fact).contains("node n of west", "gone drains")));
    }

    @Test
    void anIdThatIsRememberedIsNotItsOwn() {
        var _ = watching("east", "{clusterId: 1, nodes: {n: [10.1.0.0/24]}}");

        assertThat(judged(cluster("west", "{clusterId: 5, nodes: {n: [10.5.0.0/24]}}")))
                .hasValueSatisfying(found -> assertThat(facts(found))
                        .singleElement()
                        .asString()
                        .contains("cluster ID is 5", "it was that of member 'left'"));
    }

    @Test
    void whoIsNotActiveAnyMoreSaysSo() {
        Newcomers desk = controller.newcomers();

        controller.stop();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(judged(desk, PROFILE, cluster("west", "{clusterId: 2}")))
                        .isEqualTo(
                                new Answer.Unavailable("what is declared is kept by another process, or by none yet")));
    }
}
