package io.fleetmesh.controller.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.plan.SampleFleet;
import io.fleetmesh.controller.domain.plan.check.Newcomer;
import io.fleetmesh.controller.domain.plan.check.Newcomers.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster that nobody has declared, judged by a controller on a real broker. */
class NewcomerDeskTest extends OnAController {
    private static final String OTHER = "{clusterId: 7, config: {maxConnectedClusters: 511}}";

    @BeforeEach
    void start() {
        controller.start();
        declare("red", Map.of("mesh", "red"));
    }

    private void declare(String profile, Map<String, String> selects) {
        NetworkProfileSpec spec = new NetworkProfileSpec(
                new LabelSelector(selects, List.of()),
                Optional.of(new CiliumSettings(
                        Optional.of(255), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())),
                Optional.empty(),
                true,
                List.of(),
                Optional.empty(),
                1,
                Optional.empty());
        Intents.Outcome declared = controller
                .intents()
                .change(
                        new IntentChange.Create(Intent.of(ObjectMeta.named(profile, Map.of()), spec)),
                        Caller.ANONYMOUS,
                        false)
                .toCompletableFuture()
                .join();
        assertThat(declared).isInstanceOf(Intents.Outcome.Decided.class);
    }

    private Answer judge(String profile, String facts) {
        return judge(profile, Newcomer.of("new", SampleFleet.facts("new", facts)));
    }

    private Answer judge(String profile, Newcomer newcomer) {
        return controller
                .newcomers()
                .judge(profile, newcomer)
                .toCompletableFuture()
                .join();
    }

    private static List<String> failing(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Judged.class);
        return ((Answer.Judged) answer)
                .checks().stream()
                        .filter(check -> check.level() == Level.FAIL)
                        .map(Check::name)
                        .toList();
    }

    @Test
    void aClusterIsJudgedByItsFactsAndNothingOfItIsKept() {
        int written = controller.log(Topic.intents()).size();

        assertThat(failing(judge("red", "{clusterId: 7}"))).isEmpty();
        Answer other = judge("red", OTHER);

        assertThat(failing(other)).containsExactly("max-connected-clusters");
        assertThat(((Answer.Judged) other)
                        .checks().stream()
                                .flatMap(check -> check.findings().stream())
                                .filter(finding -> finding.level() == Level.FAIL)
                                .flatMap((Finding finding) -> finding.members().stream()))
                .containsOnly("new");
        assertThat(((Answer.Judged) other).knownAs()).isEmpty();
        assertThat(controller.log(Topic.intents())).hasSize(written);
    }

    @Test
    void labelsOfNoProfileOrOfTwoAreRefused() {
        Newcomer newcomer = Newcomer.of("new", SampleFleet.facts("new", "{clusterId: 7}"));

        assertThat(judge("red", newcomer.labelled(Map.of("mesh", "blue"))))
                .isEqualTo(new Answer.WrongLabels("labels that the memberSelector of NetworkProfile/red selects"));
        assertThat(judge("red", newcomer.labelled(Map.of("mesh", "red")))).isInstanceOf(Answer.Judged.class);
        declare("pay", Map.of("region", "eu"));
        assertThat(judge("red", newcomer.labelled(Map.of("mesh", "red", "region", "eu"))))
                .isEqualTo(new Answer.WrongLabels("labels that no other profile selects than NetworkProfile/red"));
    }

    @Test
    void besideAProfileThatIsNotDeclaredNothingIsJudged() {
        assertThat(judge("blue", "{clusterId: 7}")).isInstanceOf(Answer.NoProfile.class);
    }
}
