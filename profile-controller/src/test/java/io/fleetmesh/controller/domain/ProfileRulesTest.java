package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.LabelSelector.Operator;
import io.fleetmesh.contract.resource.LabelSelector.Requirement;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportGuard;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Sight;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.IntentDecision.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileRulesTest extends Declaring {
    @Test
    void aProfileMakesSenseByItselfOrAllThatDoesNotIsSaid() {
        LabelSelector odd = new LabelSelector(
                Map.of(),
                List.of(
                        new Requirement("a", Operator.IN, List.of()),
                        new Requirement("a", Operator.EXISTS, List.of("x")),
                        new Requirement("a", Operator.NOT_IN, List.of("x"))));
        Segment web = new Segment(
                "web", EVERYBODY, List.of(new Sight("web", Optional.empty()), new Sight("db", Optional.empty())));
        NetworkProfileSpec spec = new NetworkProfileSpec(
                odd,
                Optional.of(new CiliumSettings(
                        Optional.of(300), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())),
                Optional.empty(),
                true,
                List.of(web, new Segment("web", EVERYBODY, List.of())),
                Optional.of(new ExportGuard(List.of(new ExportRule(odd, Optional.empty())), true)),
                60,
                Optional.empty());

        assertEquals(
                List.of(
                        "NetworkProfile/blue: spec.memberSelector.matchExpressions[0].values: expected at least one value, found []",
                        "NetworkProfile/blue: spec.memberSelector.matchExpressions[1].values: expected no values, for the operator"
                                + " does not compare any, found [x]",
                        "NetworkProfile/blue: spec.cilium.maxConnectedClusters: expected 255 or 511, found 300",
                        "NetworkProfile/blue: spec.segments: expected each name once, found web twice",
                        "NetworkProfile/blue: spec.segments[0].sees[1].segment: expected the name of a segment: web, found db",
                        "NetworkProfile/blue: spec.exportGuard.rules[0].memberSelector.matchExpressions[0].values: expected at least"
                                + " one value, found []",
                        "NetworkProfile/blue: spec.exportGuard.rules[0].memberSelector.matchExpressions[1].values: expected no"
                                + " values, for the operator does not compare any, found [x]"),
                refusal(Reason.INVALID, put(intent("blue", Map.of(), spec))));
    }

    @Test
    void aStrategyThatAProfileGoesByMustBeThereAndStays() {
        NetworkProfileSpec careful = SampleProfiles.goingBy(SampleProfiles.PLAIN, "careful");
        String problem =
                "NetworkProfile/blue: spec.rolloutStrategy: expected the name of a RolloutStrategy that there is,"
                        + " found careful";

        assertEquals(List.of(problem), refusal(Reason.INVALID, put(intent("blue", Map.of(), careful))));
        var _ = put(intent("careful", Map.of(), strategy(Optional.empty(), List.of())));
        assertInstanceOf(Written.class, put(intent("blue", Map.of(), careful)));
        assertEquals(
                List.of(problem),
                refusal(
                        Reason.INVALID,
                        decide(new IntentChange.Delete(Kind.ROLLOUT_STRATEGY, "careful", Optional.empty()))));
    }
}
