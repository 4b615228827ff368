package io.fleetmesh.controller.api;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision;
import io.fleetmesh.controller.domain.IntentRules;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.access.Authority;
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
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private History<Intent> history = History.begin(Map.of(), 0);
    private Optional<Caller> caller = Optional.empty();
    private boolean elsewhere;

    @Override
    public synchronized Optional<History<Intent>> history() {
        return elsewhere ? Optional.empty() : Optional.of(history);
    }

    @Override
    public Runnable listen(Runnable changed) {
        listeners.add(changed);
        return () -> listeners.remove(changed);
    }

    @Override
    public synchronized CompletionStage<Outcome> changeAll(List<IntentChange> changes, Caller who, boolean dryRun) {
        if (elsewhere) {
            return CompletableFuture.completedFuture(new Outcome.Unavailable("elsewhere"));
        }
        caller = Optional.of(who);
        long version = history.version();
        List<IntentDecision> decisions = IntentRules.decideAll(
                history.now(),
                changes,
                Authority.of(who, history.now())::refusal,
                number -> Long.toString(version + number),
                Instant.parse("2026-01-31T12:00:00Z"));
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

    synchronized String actor() {
        return caller.map(Caller::name).orElse("");
    }

    /** Who asked for a change last. */
    synchronized Optional<Caller> caller() {
        return caller;
    }

    /** Another process keeps them from now on. */
    void leave() {
        synchronized (this) {
            elsewhere = true;
        }
        listeners.forEach(Runnable::run);
    }

    int listeners() {
        return listeners.size();
    }
}
