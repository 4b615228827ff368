package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.SpecDiff;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.MemberChange;
import io.fleetmesh.contract.plan.MemberChange.FieldChange;
import io.fleetmesh.contract.plan.PlannedWave;
import io.fleetmesh.contract.plan.ViewChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Makes plans. Pure, and the same plan for the same inputs. Thread-safe. */
public final class Planner {
    private final List<Precheck> prechecks;

    /**
     * Makes plans with these checks.
     *
     * @param prechecks in the order in which plans have them
     */
    public Planner(List<Precheck> prechecks) {
        this.prechecks = List.copyOf(prechecks);
    }

    /**
     * What would change, and what speaks against it.
     *
     * @param id the plan's
     * @param actor who asks
     * @param now when
     * @param validity how long it can be applied
     */
    public Plan plan(PlanInputs inputs, Target target, String id, String actor, Instant now, Duration validity) {
        SightDiff sight = SightDiff.of(inputs, target.views());
        List<MemberChange> members = MemberDiff.of(inputs, target);
        List<PlannedWave> waves = Waves.of(
                inputs.strategy(), labels(inputs, target), target.members().size(), changing(members, sight.views()));
        Map<Precheck, List<Finding>> findings = new LinkedHashMap<>();
        List<Check> checks = checks(CheckInput.of(inputs, target, sight.views(), now), findings);
        return new Plan(
                id,
                inputs.profile(),
                InputsHash.of(inputs, target, waves, findings),
                now,
                actor,
                now.plus(validity),
                fields(inputs),
                members,
                RecordDiff.of(inputs, target),
                sight.views(),
                sight.sight(),
                waves,
                checks,
                List.of(),
                inputs.approvalsNeeded(),
                List.of(),
                Optional.empty());
    }

    /** Only the checks: of a fleet, or of a member that has not joined. */
    public List<Check> check(PlanInputs inputs, Target target, Instant now) {
        List<ViewChange> changes = SightDiff.of(inputs, target.views()).views();
        return checks(CheckInput.of(inputs, target, changes, now), new LinkedHashMap<>());
    }

    private List<Check> checks(CheckInput input, Map<Precheck, List<Finding>> findings) {
        List<Check> checks = new ArrayList<>();
        for (Precheck precheck : prechecks) {
            Judgement judgement = new Judgement(input);
            String fact = precheck.rule().judge(input, judgement);
            List<Finding> found = judgement.findings();
            findings.put(precheck, found);
            checks.add(judgement.check(precheck, fact, found));
        }
        return checks;
    }

    /** Waves choose by these; who leaves at once has only those that it had. */
    private static Map<String, Map<String, String>> labels(PlanInputs inputs, Target target) {
        Map<String, Map<String, String>> labels = new HashMap<>(inputs.appliedLabels());
        labels.putAll(target.labels());
        return labels;
    }

    private static List<FieldChange> fields(PlanInputs inputs) {
        return inputs.appliedSpec()
                .flatMap(before -> inputs.spec().map(after -> SpecDiff.of(before, after)))
                .orElse(List.of());
    }

    private static NavigableSet<String> changing(List<MemberChange> members, List<ViewChange> views) {
        NavigableSet<String> changing = new TreeSet<>();
        members.forEach(change -> changing.add(change.member()));
        views.forEach(view -> changing.add(view.consumer()));
        return changing;
    }
}
