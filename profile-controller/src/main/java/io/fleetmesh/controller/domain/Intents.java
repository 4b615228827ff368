package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.controller.domain.access.Caller;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The declared objects, wherever they are kept. Thread-safe. */
public interface Intents extends Watched<Intent> {

    /** What came of a wanted change. */
    sealed interface Outcome {
        /** It was decided, and if something changes by that, it is kept. */
        record Decided(IntentDecision decision) implements Outcome {}

        /** Several were accepted, one decision for each in their order, and are kept. */
        record All(List<IntentDecision> decisions) implements Outcome {
            public All {
                decisions = List.copyOf(decisions);
            }
        }

        /** Nothing is known to be kept. */
        record Unavailable(String reason) implements Outcome {}
    }

    /** All of them by key; empty where they are not kept now. */
    default Optional<NavigableMap<String, Intent>> all() {
        return history().map(History::now);
    }

    /**
     * Decides over {@code changes}, each over what those before it come to and first of all whether {@code caller} may, and does as
     * was decided: {@link Outcome.All}, or, if one of them is refused, {@link Outcome.Decided} with all that is wrong, and nothing is
     * kept.
     *
     * @param dryRun only decides
     */
    CompletionStage<Outcome> changeAll(List<IntentChange> changes, Caller caller, boolean dryRun);

    /** The same of one change. */
    default CompletionStage<Outcome> change(IntentChange change, Caller caller, boolean dryRun) {
        return changeAll(List.of(change), caller, dryRun)
                .thenApply(outcome -> outcome instanceof Outcome.All(List<IntentDecision> decisions)
                        ? new Outcome.Decided(decisions.getFirst())
                        : outcome);
    }
}
