package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.SpecDiff;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.MemberChange;
import io.fleetmesh.contract.plan.MemberChange.FieldChange;
import io.fleetmesh.contract.plan.PlannedWave;
import io.fleetmesh.contract.plan.ViewChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
        List<Found> found = found(CheckInput.of(inputs, target, sight.views(), Optional.empty(), now));
        return new Plan(
                id,
                inputs.profile(),
                InputsHash.of(inputs, target, waves, found),
                now,
                actor,
                now.plus(validity),
                fields(inputs),
                members,
                RecordDiff.of(inputs, target),
                sight.views(),
                sight.sight(),
                waves,
                found.stream().map(Found::check).toList(),
                List.of(),
                inputs.approvalsNeeded(),
                List.of(),
                Optional.empty());
    }

    /** Only the checks. */
    public List<Check> check(PlanInputs inputs, Target target, Instant now) {
        return found(inputs, target, Optional.empty(), now).stream()
                .map(Found::check)
                .toList();
    }

    /**
     * All that the checks find, in their order.
     *
     * @param asked a member of which what concerns it is told first, where not all can be told
     */
    public List<Found> found(PlanInputs inputs, Target target, Optional<String> asked, Instant now) {
        List<ViewChange> changes = SightDiff.of(inputs, target.views()).views();
        return found(CheckInput.of(inputs, target, changes, asked, now));
    }

    private List<Found> found(CheckInput input) {
        List<String> everybody = input.all().stream().map(Subject::id).toList();
        List<Found> all = new ArrayList<>();
        for (Precheck precheck : prechecks) {
            Judgement judgement = new Judgement(input);
            String fact = precheck.rule().judge(input, judgement);
            all.add(new Found(precheck, fact, judgement.findings(), everybody));
        }
        return all;
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
