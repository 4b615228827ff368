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
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/** Decides over changes of the declared objects: nothing is accepted that they could not be. */
public final class IntentRules {
    /** The version that no object has, which says that there is none. */
    private static final String NONE = "0";

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
        return decideAll(now, List.of(change), (_, _) -> Optional.empty(), _ -> nextVersion, time)
                .getFirst();
    }

    /**
     * Decides over several changes, each over what those before it come to: none is made unless all are accepted. What the objects
     * are to each other is judged of the end alone, since nothing lasts of what lies between.
     *
     * @param forbidden why a change may not be made, given what all of them would come to; who may not is told nothing else
     * @param versions the resource version of the first object that is written or deleted, the second and so on
     * @return one for each change in their order; or one alone that says all that is wrong
     */
    public static List<IntentDecision> decideAll(
            Map<String, Intent> now,
            List<IntentChange> changes,
            BiFunction<IntentChange, Map<String, Intent>, Optional<Refused>> forbidden,
            IntFunction<String> versions,
            Instant time) {
        Map<String, Intent> wanted = wanted(now, changes);
        List<Refused> refusals = changes.stream()
                .flatMap(change -> forbidden.apply(change, wanted).stream())
                .toList();
        return refusals.isEmpty() ? decideAll(now, changes, versions, time) : List.of(together(refusals));
    }

    /** What the changes come to if nothing is wrong with them. */
    private static Map<String, Intent> wanted(Map<String, Intent> now, List<IntentChange> changes) {
        Map<String, Intent> wanted = new TreeMap<>(now);
        for (IntentChange change : changes) {
            switch (change) {
                case IntentChange.Create(Intent intent) -> wanted.put(intent.key(), intent);
                case IntentChange.Put(Intent intent) -> wanted.put(intent.key(), intent);
                case IntentChange.Delete delete -> wanted.remove(delete.key());
            }
        }
        return wanted;
    }

    private static Refused together(List<Refused> refusals) {
        return new Refused(
                refusals.getFirst().reason(),
                refusals.stream()
                        .flatMap(refused -> refused.problems().stream())
                        .toList());
    }

    private static List<IntentDecision> decideAll(
            Map<String, Intent> now, List<IntentChange> changes, IntFunction<String> versions, Instant time) {
        Map<String, Intent> then = new TreeMap<>(now);
        List<IntentDecision> decisions = new ArrayList<>();
        List<Refused> refusals = new ArrayList<>();
        int records = 0;
        for (IntentChange change : changes) {
            IntentDecision decision = alone(then, change, versions.apply(records + 1), time);
            switch (decision) {
                case Refused refused -> refusals.add(refused);
                case Written(Intent intent, boolean _) -> {
                    then.put(intent.key(), intent);
                    records++;
                }
                case Deleted(Intent intent) -> {
                    then.remove(intent.key());
                    records++;
                }
                case Unchanged _ -> {}
            }
            decisions.add(decision);
        }
        if (!refusals.isEmpty()) {
            return List.of(together(refusals));
        }
        List<FieldProblem> problems = newProblems(now, then);
        return problems.isEmpty() ? List.copyOf(decisions) : List.of(new Refused(Reason.INVALID, problems));
    }

    /** Decides over a change as if there were no other objects. */
    private static IntentDecision alone(
            Map<String, Intent> now, IntentChange change, String nextVersion, Instant time) {
        Optional<Intent> known = Optional.ofNullable(now.get(change.key()));
        return switch (change) {
            case IntentChange.Create _
            when known.isPresent() ->
                conflict(change.key(), "metadata.name", "there already", "a name that is not taken");
            case IntentChange.Create(Intent intent) -> write(intent, known, nextVersion, time);
            case IntentChange.Put(Intent intent) ->
                staleness(change.key(), intent.metadata().resourceVersion(), known)
                        .orElseGet(() -> write(intent, known, nextVersion, time));
            case IntentChange.Delete _
            when known.isEmpty() ->
                refused(Reason.NOT_FOUND, change.key(), "metadata.name", "nothing", "an object that there is");
            case IntentChange.Delete delete ->
                staleness(change.key(), delete.version(), known).orElseGet(() -> new Deleted(known.get()));
        };
    }

    /** Refuses who did not see the newest state; empty if nothing was said of it, or the right thing. */
    private static Optional<IntentDecision> staleness(String key, Optional<String> seen, Optional<Intent> known) {
        Optional<String> version = known.flatMap(intent -> intent.metadata().resourceVersion());
        boolean seenNone = seen.filter(NONE::equals).isPresent();
        return seen.isEmpty() || (known.isEmpty() ? seenNone : seen.equals(version))
                ? Optional.empty()
                : Optional.of(conflict(
                        key,
                        "metadata.resourceVersion",
                        seen.get(),
                        version.map(newest -> newest
                                        + (seenNone ? ", for it is there already" : ", for it was changed meanwhile")
                                        + ": read it again")
                                .orElse("none, for there is no such object now")));
    }

    private static IntentDecision write(Intent wanted, Optional<Intent> known, String nextVersion, Instant time) {
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
        List<FieldProblem> problems = ObjectRules.problems(next);
        return problems.isEmpty() ? new Written(next, known.isEmpty()) : new Refused(Reason.INVALID, problems);
    }

    private static boolean sameDeclaration(Intent one, Intent other) {
        return one.spec().equals(other.spec())
                && one.metadata().declared().equals(other.metadata().declared());
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
