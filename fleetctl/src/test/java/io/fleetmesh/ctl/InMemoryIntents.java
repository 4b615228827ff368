package io.fleetmesh.ctl;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision;
import io.fleetmesh.controller.domain.IntentRules;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.access.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps objects as the bus does, as far as a caller can tell. */
final class InMemoryIntents implements Intents {
    static final Instant CREATED = Instant.parse("2026-01-31T12:00:00Z");

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private History<Intent> history = History.begin(Map.of(), 0);
    private List<IntentChange> first = List.of();

    /** Somebody else's, which comes before the next change that is asked for. */
    synchronized void beforeTheNext(IntentChange change) {
        first = List.of(change);
    }

    @Override
    public synchronized Optional<History<Intent>> history() {
        return Optional.of(history);
    }

    @Override
    public Runnable listen(Runnable changed) {
        listeners.add(changed);
        return () -> listeners.remove(changed);
    }

    @Override
    public synchronized CompletionStage<Outcome> changeAll(List<IntentChange> changes, Caller who, boolean dryRun) {
        List<IntentChange> others = first;
        first = List.of();
        if (!others.isEmpty()) {
            var _ = changeAll(others, who, false);
        }
        long version = history.version();
        List<IntentDecision> decisions = IntentRules.decideAll(
                history.now(), changes, (_, _) -> Optional.empty(), number -> Long.toString(version + number), CREATED);
        if (decisions.getFirst() instanceof IntentDecision.Refused refused) {
            return CompletableFuture.completedFuture(new Outcome.Decided(refused));
        }
        if (!dryRun) {
            for (IntentDecision decision : decisions) {
                history = decision.after(history, history.version() + 1);
            }
            listeners.forEach(Runnable::run);
        }
        return CompletableFuture.completedFuture(new Outcome.All(decisions));
    }
}
