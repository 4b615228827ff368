package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.controller.domain.access.Caller;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The declared objects, wherever they are kept. Thread-safe. */
public interface Intents extends Watched<Intent> {

    /** What came of a wanted change. */
    sealed interface Outcome {
        /** It was decided, and if something changes by that, it is kept. */
        record Decided(IntentDecision decision) implements Outcome {}

        /** Nothing is known to be kept. */
        record Unavailable(String reason) implements Outcome {}
    }

    /** All of them by key; empty where they are not kept now. */
    default Optional<NavigableMap<String, Intent>> all() {
        return history().map(History::now);
    }

    /**
     * Decides over {@code change}, first of all whether {@code caller} may, and does as was decided.
     *
     * @param dryRun only decides
     */
    CompletionStage<Outcome> change(IntentChange change, Caller caller, boolean dryRun);
}
