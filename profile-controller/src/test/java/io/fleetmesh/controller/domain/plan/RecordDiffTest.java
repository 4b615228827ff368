package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.plan.RecordChange;
import io.fleetmesh.contract.plan.RecordChange.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordDiffTest {
    private static final RecordChange PROFILE =
            new RecordChange(Kind.CHANGE, "AppliedProfile", "fleetmesh.applied-profiles", List.of("default"));

    private static SampleFleet fleet() {
        return new SampleFleet()
                .staying("east", "{clusterId: 1}")
                .staying("west", "{clusterId: 2}")
                .profile("{memberSelector: {}, globalNamespaceDefault: true, drainSeconds: 60}")
                .applied();
    }

    private static List<RecordChange> records(SampleFleet fleet) {
        return RecordDiff.of(fleet.inputs(), fleet.target());
    }

    @Test
    void whatStandsAlreadyIsNotWritten() {
        assertEquals(List.of(), records(fleet()));
    }

    @Test
    void whoJoinsIsInTheProfileAndInTheViewsOfAll() {
        assertEquals(
                List.of(
                        PROFILE,
                        new RecordChange(Kind.CREATE, "Member", "fleetmesh.members", List.of("south")),
                        new RecordChange(Kind.CREATE, "ConsumerView", "fleetmesh.views.default", List.of("south")),
                        new RecordChange(
                                Kind.CHANGE, "ConsumerView", "fleetmesh.views.default", List.of("east", "west"))),
                records(fleet().joining("south", "{clusterId: 3}")));
    }

    @Test
    void whoLeavesAtOnceIsRemoved() {
        assertEquals(
                List.of(PROFILE, new RecordChange(Kind.REMOVE, "Member", "fleetmesh.members", List.of("eye"))),
                records(fleet().was(new Member("eye", "default", "eye", 3, true, false, Optional.empty()))));
    }

    @Test
    void labelsAloneAreInTheProfileAlone() {
        PlanInputs before = fleet().inputs();
        Target target = fleet().labelled("east", "tier", "gold").target();

        assertEquals(List.of(PROFILE), RecordDiff.of(before, target));
    }

    /** An applied profile keeps them until the next one. */
    @Test
    void labelsOfWhoHasLeftSinceAreNoChange() {
        PlanInputs inputs = fleet().inputs();
        AppliedProfile applied = inputs.applied().orElseThrow();
        Map<String, Map<String, String>> labels = new HashMap<>(applied.labels());
        labels.put("gone", Map.of("tier", "gold"));
        PlanInputs later = new PlanInputs(
                inputs.profile(),
                inputs.spec(),
                Optional.of(new AppliedProfile("default", "plan-0", applied.spec(), labels, applied.members())),
                inputs.strategy(),
                inputs.refused(),
                inputs.members(),
                inputs.views(),
                inputs.inventories(),
                inputs.stores(),
                inputs.waiting(),
                inputs.approvalsNeeded());

        assertEquals(List.of(), RecordDiff.of(later, fleet().target()));
    }
}
