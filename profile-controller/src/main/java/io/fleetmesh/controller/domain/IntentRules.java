package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.domain.IntentDecision.Deleted;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.IntentDecision.Refused;
import io.fleetmesh.controller.domain.IntentDecision.Unchanged;
import io.fleetmesh.controller.domain.IntentDecision.Written;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Decides over changes of the declared objects: nothing is accepted that they could not be. */
public final class IntentRules {
    private IntentRules() {}

    /**
     * Decides over one change.
     *
     * @param now the declared objects by key
     * @param nextVersion the resource version that the object gets; one that was never given before
     * @param time when this is, which a new object keeps as the time of its creation
     */
    public static IntentDecision decide(
            Map<String, Intent> now, IntentChange change, String nextVersion, Instant time) {
        Optional<Intent> known = Optional.ofNullable(now.get(change.key()));
        return switch (change) {
            case IntentChange.Create _
            when known.isPresent() ->
                conflict(change.key(), "metadata.name", "there already", "a name that is not taken");
            case IntentChange.Create(Intent intent) -> write(now, intent, known, nextVersion, time);
            case IntentChange.Put(Intent intent) ->
                staleness(change.key(), intent.metadata().resourceVersion(), known)
                        .orElseGet(() -> write(now, intent, known, nextVersion, time));
            case IntentChange.Delete _
            when known.isEmpty() ->
                refused(Reason.NOT_FOUND, change.key(), "metadata.name", "nothing", "an object that there is");
            case IntentChange.Delete delete ->
                staleness(change.key(), delete.version(), known).orElseGet(() -> delete(now, known.get()));
        };
    }

    /** Refuses who did not see the newest state; empty if nothing was said of it, or the right thing. */
    private static Optional<IntentDecision> staleness(String key, Optional<String> seen, Optional<Intent> known) {
        Optional<String> version = known.flatMap(intent -> intent.metadata().resourceVersion());
        return seen.isEmpty() || seen.equals(version)
                ? Optional.empty()
                : Optional.of(conflict(
                        key,
                        "metadata.resourceVersion",
                        seen.get(),
                        version.map(newest -> newest + ", for it was changed meanwhile: read it again")
                                .orElse("none, for there is no such object now")));
    }

    private static IntentDecision write(
            Map<String, Intent> now, Intent wanted, Optional<Intent> known, String nextVersion, Instant time) {
        if (known.filter(before -> sameDeclaration(before, wanted)).isPresent()) {
            return new Unchanged(known.get());
        }
        long generation = known.map(before -> before.metadata().generation().orElse(0L)
                        + (before.spec().equals(wanted.spec()) ? 0 : 1))
                .orElse(1L);
        Optional<String> created = known.isPresent()
                ? known.get().metadata().creationTimestamp()
                : Optional.of(time.truncatedTo(ChronoUnit.SECONDS).toString());
        Intent next = Intent.of(wanted.metadata().at(nextVersion, generation).created(created), wanted.spec());
        Map<String, Intent> then = new TreeMap<>(now);
        then.put(next.key(), next);
        List<FieldProblem> problems = new ArrayList<>(ObjectRules.problems(next));
        problems.addAll(newProblems(now, then));
        return problems.isEmpty() ? new Written(next, known.isEmpty()) : new Refused(Reason.INVALID, problems);
    }

    private static boolean sameDeclaration(Intent one, Intent other) {
        return one.spec().equals(other.spec())
                && one.metadata().declared().equals(other.metadata().declared());
    }

    private static IntentDecision delete(Map<String, Intent> now, Intent gone) {
        Map<String, Intent> then = new TreeMap<>(now);
        then.remove(gone.key());
        List<FieldProblem> problems = newProblems(now, then);
        return problems.isEmpty() ? new Deleted(gone) : new Refused(Reason.INVALID, problems);
    }

    /** What an earlier release let through must not keep others from being changed. */
    private static List<FieldProblem> newProblems(Map<String, Intent> now, Map<String, Intent> then) {
        List<FieldProblem> problems = new ArrayList<>(FleetRules.problems(then.values()));
        problems.removeAll(FleetRules.problems(now.values()));
        return problems;
    }

    private static IntentDecision conflict(String key, String field, String value, String expected) {
        return refused(Reason.CONFLICT, key, field, value, expected);
    }

    private static IntentDecision refused(Reason reason, String key, String field, String value, String expected) {
        return new Refused(reason, List.of(new FieldProblem(key, field, value, expected)));
    }
}
