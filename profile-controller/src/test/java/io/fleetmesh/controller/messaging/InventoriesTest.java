package io.fleetmesh.controller.messaging;

import static io.fleetmesh.controller.messaging.RunningController.PATIENCE;
import static io.fleetmesh.controller.messaging.RunningController.PROFILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.plan.MemberChange;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.SampleMembers;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.plan.Plans.Outcome;
import io.fleetmesh.controller.domain.plan.SampleFleet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Facts of a member on a real broker, as plans come to know them. */
class InventoriesTest extends OnAController {
    private static final Caller ANNA = new Caller("anna", Set.of(), Caller.By.TOKEN, true);

    @BeforeEach
    void start() {
        controller.start();
    }

    private void declare(Intent intent) {
        assertThat(controller
                        .intents()
                        .change(new IntentChange.Create(intent), ANNA, false)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Intents.Outcome.Decided.class);
    }

    private Optional<Plan> plan() {
        return controller
                                .plans()
                                .make(PROFILE, ANNA, true)
                                .toCompletableFuture()
                                .join()
                        instanceof Outcome.Done(Plan plan)
                ? Optional.of(plan)
                : Optional.empty();
    }

    private static FleetRecord running(int kubernetesMinor) {
        return SampleFleet.facts("east", "{clusterId: 1, cluster: {kubernetesVersion: v1." + kubernetesMinor + ".0}}")
                .stream()
                .filter(ClusterFact.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    /** They are read some at a time: each but the first comes while the reader lets them gather. */
    @Test
    void aPlanRestsOnAllFactsThatWereThereWhenItWasAsked() {
        declare(Intent.of(ObjectMeta.named(PROFILE, Map.of()), PlanKeeperTest.SPEC));
        declare(Intent.of(ObjectMeta.named("east", Map.of()), SampleMembers.by("east")));
        Consumer<FleetRecord> watcher = controller.owner(Topic.facts("east"));
        SampleFleet.facts("east", "{clusterId: 1, nodes: {e1: [10.1.0.0/24]}}").forEach(watcher);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(plan().stream().flatMap(plan -> plan.members().stream()))
                        .extracting(MemberChange::member)
                        .containsExactly("east"));

        for (int minor = 31; minor < 41; minor++) {
            String expected = "1." + minor + " in east";
            watcher.accept(running(minor));

            assertThat(plan().orElseThrow().checks())
                    .filteredOn(check -> check.name().equals("kubernetes-version"))
                    .singleElement()
                    .satisfies(check -> assertThat(check.fact()).isEqualTo(expected));
        }
    }
}
