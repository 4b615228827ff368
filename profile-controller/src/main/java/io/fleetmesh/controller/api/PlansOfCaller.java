package io.fleetmesh.controller.api;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.access.AccessDecision;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.access.Target;
import io.fleetmesh.controller.domain.access.Verb;
import io.fleetmesh.controller.domain.plan.Plans;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The plans of profiles that a caller may see, and what it may do with them. */
final class PlansOfCaller implements Plans {
    private final Plans all;
    private final Authority authority;

    PlansOfCaller(Plans all, Authority authority) {
        this.all = all;
        this.authority = authority;
    }

    @Override
    public Optional<NavigableMap<String, Plan>> all() {
        return all.all().map(plans -> {
            NavigableMap<String, Plan> seen = new TreeMap<>(plans);
            seen.values().removeIf(plan -> !may(Verb.READ, plan.profile()));
            return seen;
        });
    }

    @Override
    public CompletionStage<Outcome> make(String profile, String actor) {
        String key = Kind.NETWORK_PROFILE.object(profile);
        return may(Verb.READ, profile)
                ? allowed(Verb.PLAN, profile, key, () -> all.make(profile, actor))
                : missing(key, "a profile that is declared");
    }

    @Override
    public CompletionStage<Outcome> apply(String id, String actor) {
        return allowed(Verb.APPLY, id, () -> all.apply(id, actor));
    }

    @Override
    public CompletionStage<Outcome> override(String id, String check, String reason, String actor) {
        return allowed(Verb.APPLY, id, () -> all.override(id, check, reason, actor));
    }

    @Override
    public CompletionStage<Outcome> approve(String id, String actor) {
        return allowed(Verb.APPROVE, id, () -> all.approve(id, actor));
    }

    private boolean may(Verb verb, String profile) {
        return authority.decide(verb, Target.profile(profile)).allowed();
    }

    private CompletionStage<Outcome> allowed(Verb verb, String id, Supplier<CompletionStage<Outcome>> then) {
        Optional<NavigableMap<String, Plan>> seen = all();
        if (seen.isEmpty()) {
            return done(new Outcome.Unavailable("another process keeps the plans"));
        }
        Plan plan = seen.get().get(id);
        return plan == null
                ? missing("Plan/" + id, "a plan that is kept")
                : allowed(verb, plan.profile(), "Plan/" + id, then);
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
