package io.fleetmesh.controller.api;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.access.AccessDecision;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.access.Target;
import io.fleetmesh.controller.domain.access.Verb;
import io.fleetmesh.controller.domain.plan.Plans;
import io.fleetmesh.controller.domain.plan.Plans.Outcome;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The plans of profiles that a caller may see, and what it may do with them. */
final class PlansOfCaller {
    private final Plans all;
    private final Authority authority;

    PlansOfCaller(Plans all, Authority authority) {
        this.all = all;
        this.authority = authority;
    }

    /** Whether a caller may see a plan. */
    static boolean sees(Authority authority, Plan plan) {
        return authority.decide(Verb.READ, Target.profile(plan.profile())).allowed();
    }

    /**
     * Those that the caller may see, by ID.
     *
     * @param version whoever watches from it misses nothing that came after
     */
    record Seen(NavigableMap<String, Plan> plans, long version) {}

    /** Empty where they are not kept now. */
    Optional<Seen> seen() {
        return all.history().map(history -> {
            NavigableMap<String, Plan> seen = new TreeMap<>(history.now());
            seen.values().removeIf(plan -> !sees(authority, plan));
            return new Seen(seen, history.version());
        });
    }

    CompletionStage<Outcome> make(String profile, Caller caller, boolean dryRun) {
        String key = Kind.NETWORK_PROFILE.object(profile);
        return authority.decide(Verb.READ, Target.profile(profile)).allowed()
                ? allowed(Verb.PLAN, profile, key, () -> all.make(profile, caller, dryRun))
                : missing(key, "a profile that is declared");
    }

    CompletionStage<Outcome> apply(String id, Caller caller) {
        return allowed(_ -> Verb.APPLY, id, () -> all.apply(id, caller));
    }

    CompletionStage<Outcome> override(String id, String check, String reason, Caller caller) {
        return allowed(_ -> Verb.APPLY, id, () -> all.override(id, check, reason, caller));
    }

    /** Whoever makes plans may let go of their own. */
    CompletionStage<Outcome> discard(String id, Caller caller, boolean dryRun) {
        return allowed(
                plan -> plan.actor().equals(caller.name()) ? Verb.PLAN : Verb.DISCARD,
                id,
                () -> all.discard(id, caller, dryRun));
    }

    CompletionStage<Outcome> approve(String id, Caller caller) {
        return allowed(_ -> Verb.APPROVE, id, () -> all.approve(id, caller));
    }

    private CompletionStage<Outcome> allowed(
            Function<Plan, Verb> verb, String id, Supplier<CompletionStage<Outcome>> then) {
        Optional<Seen> seen = seen();
        if (seen.isEmpty()) {
            return done(new Outcome.Unavailable("another process keeps the plans"));
        }
        Plan plan = seen.get().plans().get(id);
        return plan == null
                ? missing("Plan/" + id, "a plan that is kept")
                : allowed(verb.apply(plan), plan.profile(), "Plan/" + id, then);
    }

    private CompletionStage<Outcome> allowed(
            Verb verb, String profile, String key, Supplier<CompletionStage<Outcome>> then) {
        return switch (authority.decide(verb, Target.profile(profile))) {
            case AccessDecision.Allowed() -> then.get();
            case AccessDecision.Denied(String reason, String needed) ->
                done(new Outcome.Refused(Reason.FORBIDDEN, new FieldProblem(key, "metadata.name", reason, needed)));
        };
    }

    private static CompletionStage<Outcome> missing(String key, String expected) {
        return done(new Outcome.Refused(Reason.NOT_FOUND, new FieldProblem(key, "metadata.name", "nothing", expected)));
    }

    private static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
