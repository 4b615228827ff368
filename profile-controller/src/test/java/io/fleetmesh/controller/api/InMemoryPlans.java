package io.fleetmesh.controller.api;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.plan.Plans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says yes to everything, and remembers; keeps only what the test puts there. */
final class InMemoryPlans implements Plans {
    private final Kept<Plan> kept = new Kept<>();
    private final List<String> done = new ArrayList<>();

    InMemoryPlans() {
        kept.set(Optional.of(History.begin(Map.of(), 0)));
    }

    private static Plan plan(String id, String profile, Instant created) {
        return new Plan(
                id,
                profile,
                "0".repeat(64),
                created,
                "alice",
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                List.of(),
                Optional.empty());
    }

    void put(String id, String profile) {
        put(id, profile, Instant.EPOCH);
    }

    void put(String id, String profile, Instant created) {
        change(id, Optional.of(plan(id, profile, created)));
    }

    void remove(String id) {
        change(id, Optional.empty());
    }

    private void change(String id, Optional<Plan> plan) {
        kept.set(kept.history().map(before -> before.after(Map.of(id, plan))));
    }

    /** Another process keeps them from now on. */
    void leave() {
        kept.set(Optional.empty());
    }

    List<String> done() {
        return done;
    }

    private CompletionStage<Outcome> did(String what) {
        done.add(what);
        return CompletableFuture.completedFuture(new Outcome.Done(plan("x", "x", Instant.EPOCH)));
    }

    @Override
    public Optional<History<Plan>> history() {
        return kept.history();
    }

    @Override
    public Runnable listen(Runnable changed) {
        return kept.listen(changed);
    }

    @Override
    public CompletionStage<Outcome> make(String profile, Caller caller, boolean dryRun) {
        return did((dryRun ? "look at " : "make ") + profile);
    }

    @Override
    public CompletionStage<Outcome> apply(String id, Caller caller) {
        return did("apply " + id);
    }

    @Override
    public CompletionStage<Outcome> override(String id, String check, String reason, Caller caller) {
        return did("override " + id);
    }

    @Override
    public CompletionStage<Outcome> discard(String id, Caller caller, boolean dryRun) {
        return did((dryRun ? "look whether to discard " : "discard ") + id);
    }

    @Override
    public CompletionStage<Outcome> approve(String id, Caller caller) {
        return did("approve " + id);
    }
}
