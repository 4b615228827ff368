package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.Intent.RolloutStrategyIntent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.access.ApprovalRules;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.fleet.TargetRules;
import io.fleetmesh.controller.domain.plan.PlanInputs;
import io.fleetmesh.controller.domain.plan.PlanRules;
import io.fleetmesh.controller.domain.plan.PlanRules.Applicability;
import io.fleetmesh.controller.domain.plan.Planner;
import io.fleetmesh.controller.domain.plan.Plans;
import io.fleetmesh.controller.domain.plan.Target;
import io.fleetmesh.controller.domain.plan.check.Prechecks;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.OwnedPartition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Keeps the plans on their topic, while it is owned, and applies them. What is decided, is decided on the reader's thread. */
final class PlanKeeper implements Plans {
    private static final Logger LOG = Logger.getLogger(PlanKeeper.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration VALID = Duration.ofHours(1);
    /** Older ones go; the one that a profile rests on stays. */
    private static final int MOST_KEPT = 200;
    /** For who watches; plans are large. */
    private static final int CHANGES_KEPT = 100;
    /** Of an ID: none that is kept ends so. */
    private static final String DRY_RUN = "-dry-run";

    private static final Outcome ELSEWHERE =
            new Outcome.Unavailable("the plans are kept by another process, or by none yet");

    private final LogReader reader;
    private final Claims claims;
    private final FleetKeeper fleet;
    private final ExportKeeper exports;
    private final Runnable onFailure;
    private final Clock clock;
    private final Planner planner = new Planner(Prechecks.ALL);
    private final Kept<Plan> kept = new Kept<>();

    PlanKeeper(
            LogReader reader, Claims claims, FleetKeeper fleet, ExportKeeper exports, Runnable onFailure, Clock clock) {
        this.exports = exports;
        this.reader = reader;
        this.claims = claims;
        this.fleet = fleet;
        this.onFailure = onFailure;
        this.clock = clock;
    }

    /** Begins with what the topic holds; on the reader's thread. */
    void open() {
        NavigableMap<String, Plan> found = new TreeMap<>();
        claims.records(Topic.plans(), Plan.class).forEach(plan -> found.put(plan.id(), plan));
        // Each change takes a record, so all versions of an owner are below the claim of the next.
        claims.of(Topic.plans())
                .ifPresent(owned -> kept.set(Optional.of(History.begin(found, owned.claim(), CHANGES_KEPT))));
    }

    /** They are not kept here any more; on the reader's thread. */
    void close() {
        kept.set(Optional.empty());
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
    public CompletionStage<Outcome> make(String profile, String actor, boolean dryRun) {
        return answer(plans -> {
            String id = dryRun ? profile + DRY_RUN : unused(profile, plans);
            return look(profile, id, actor, clock.instant()).flatMap(looked -> {
                if (dryRun) {
                    return Result.of(done(new Outcome.Done(looked.plan())));
                }
                prune(plans);
                return Result.of(keep(looked.plan(), actor));
            });
        });
    }

    /** What a profile comes to now. */
    private record Looked(Plan plan, AppliedProfile target) {}

    /** Either a value or the reason why there is none. */
    private record Result<T>(Optional<T> value, Optional<Outcome> refusal) {
        static <T> Result<T> of(T value) {
            return new Result<>(Optional.of(value), Optional.empty());
        }

        static <T> Result<T> refused(Outcome outcome) {
            return new Result<>(Optional.empty(), Optional.of(outcome));
        }

        <R> Result<R> flatMap(Function<T, Result<R>> next) {
            return value.isPresent() ? next.apply(value.get()) : refused(refusal.orElseThrow());
        }
    }

    private Result<Looked> look(String profile, String id, String actor, Instant now) {
        FleetState state = fleet.state();
        Optional<NetworkProfileIntent> declared = state.profile(profile);
        if (declared.isEmpty()) {
            String key = Kind.NETWORK_PROFILE.object(profile);
            return Result.refused(
                    refused(Reason.NOT_FOUND, key, "metadata.name", "nothing", "a profile that is declared"));
        }
        if (!fleet.inventories().behind().isEmpty()) {
            return Result.refused(new Outcome.Unavailable("facts are still being read of "
                    + String.join(", ", fleet.inventories().behind())));
        }
        TargetRules.Decision decision = TargetRules.decide(state, declared.get(), id);
        NavigableMap<String, Member> members = new TreeMap<>();
        decision.profile().members().forEach(member -> members.put(member.id(), member));
        Plan plan = planner.plan(
                inputs(state, declared.get(), decision),
                new Target(profile, members, decision.views()),
                id,
                actor,
                now,
                VALID);
        return Result.of(new Looked(plan, decision.profile()));
    }

    private PlanInputs inputs(FleetState state, NetworkProfileIntent declared, TargetRules.Decision decision) {
        String profile = declared.metadata().name();
        NavigableMap<String, Member> members = new TreeMap<>();
        state.members(profile).forEach(member -> members.put(member.id(), member));
        NavigableMap<String, ConsumerView> views = new TreeMap<>();
        claims.records(Topic.views(profile), ConsumerView.class).forEach(view -> views.put(view.consumer(), view));
        Map<String, Map<String, String>> labels = new HashMap<>();
        state.declared()
                .forEach(member ->
                        labels.put(member.metadata().name(), member.metadata().labels()));
        return new PlanInputs(
                profile,
                Optional.of(declared.spec()),
                Optional.ofNullable(state.applied().get(profile)).map(AppliedProfile::spec),
                declared.spec()
                        .rolloutStrategy()
                        .map(name -> state.intents().get(Kind.ROLLOUT_STRATEGY.object(name)))
                        .filter(RolloutStrategyIntent.class::isInstance)
                        .map(strategy -> ((RolloutStrategyIntent) strategy).spec()),
                labels,
                decision.refused(),
                members,
                views,
                fleet.inventories().all(),
                fleet.stores().all(),
                exports.waiting(profile),
                ApprovalRules.needed(declared.spec().approval()));
    }

    @Override
    public CompletionStage<Outcome> apply(String id, String actor) {
        return answer(plans -> find(plans, id).flatMap(plan -> {
            Instant now = clock.instant();
            return look(plan.profile(), id, plan.actor(), now).flatMap(looked -> {
                return switch (PlanRules.applicable(plan, looked.plan(), actor, now)) {
                    case Applicability.Refused refused ->
                        Result.refused(refused(
                                Reason.CONFLICT,
                                object(id),
                                "plan",
                                refused.reason().name(),
                                refused.text()));
                    case Applicability.Ok() -> Result.of(apply(plan, looked.target(), actor, now));
                };
            });
        }));
    }

    /** The profile first: what it names as its plan has been applied, whatever else can still be written. */
    private CompletionStage<Outcome> apply(Plan plan, AppliedProfile target, String actor, Instant now) {
        Optional<OwnedPartition> partition = claims.of(Topic.appliedProfiles());
        if (partition.isEmpty()) {
            return done(ELSEWHERE);
        }
        LOG.infov(
                "Plan applied plan={0} profile={1} members={2} actor={3}",
                plan.id(), plan.profile(), target.members().size(), actor);
        return Confirmed.put(reader, partition.get(), target, Map.of(Headers.ACTOR, actor))
                .thenCompose(result -> switch (result) {
                    case Confirmed.Result.Kept() -> {
                        fleet.changed();
                        yield keep(PlanRules.applied(plan, actor, now), actor);
                    }
                    case Confirmed.Result.TakenOver(), Confirmed.Result.Failed _ -> done(told(result));
                });
    }

    @Override
    public CompletionStage<Outcome> override(String id, String check, String reason, String actor) {
        return answer(plans -> find(plans, id).flatMap(plan -> switch (PlanRules.override(
                plan, check, reason, actor, clock.instant())) {
            case PlanRules.Outcome.Accepted(Plan next) -> Result.of(keep(next, actor));
            case PlanRules.Outcome.Rejected(String why) ->
                Result.refused(refused(Reason.INVALID, object(id), "overrides", check, why));
        }));
    }

    @Override
    public CompletionStage<Outcome> approve(String id, String actor) {
        return answer(plans -> find(plans, id).flatMap(plan -> switch (PlanRules.approve(
                plan, actor, clock.instant())) {
            case PlanRules.Outcome.Accepted(Plan next) -> Result.of(keep(next, actor));
            case PlanRules.Outcome.Rejected(String why) ->
                Result.refused(refused(Reason.CONFLICT, object(id), "approvals", actor, why));
        }));
    }

    /** Decides on the reader's thread, over the plans of that moment. */
    private CompletionStage<Outcome> answer(
            Function<NavigableMap<String, Plan>, Result<CompletionStage<Outcome>>> decide) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        reader.execute(() -> {
            if (answer.isDone()) {
                return;
            }
            Optional<History<Plan>> now = kept.history();
            if (now.isEmpty()) {
                answer.complete(ELSEWHERE);
                return;
            }
            Result<CompletionStage<Outcome>> result = decide.apply(now.get().now());
            result.refusal().ifPresent(answer::complete);
            result.value().ifPresent(stage -> stage.thenAccept(answer::complete));
        });
        return answer.completeOnTimeout(
                new Outcome.Unavailable("not confirmed within " + PATIENCE.toSeconds() + " s: read the plan again"),
                PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static Result<Plan> find(NavigableMap<String, Plan> plans, String id) {
        Plan plan = plans.get(id);
        return plan == null
                ? Result.refused(refused(Reason.NOT_FOUND, object(id), "id", "nothing", "a plan that is kept"))
                : Result.of(plan);
    }

    private CompletionStage<Outcome> keep(Plan plan, String actor) {
        Optional<OwnedPartition> partition = claims.of(Topic.plans());
        if (partition.isEmpty()) {
            return done(ELSEWHERE);
        }
        return Confirmed.put(reader, partition.get(), plan, Map.of(Headers.ACTOR, actor))
                .thenApply(result -> {
                    if (result instanceof Confirmed.Result.Kept) {
                        remember(plan.id(), Optional.of(plan));
                        return new Outcome.Done(plan);
                    }
                    return told(result);
                });
    }

    private void remember(String id, Optional<Plan> plan) {
        kept.set(kept.history().map(before -> before.after(Map.of(id, plan))));
    }

    private Outcome told(Confirmed.Result result) {
        if (result instanceof Confirmed.Result.Failed(String cause)) {
            onFailure.run();
            return new Outcome.Unavailable("Kafka refused the record: " + cause);
        }
        return new Outcome.Unavailable("another process took over; it is kept, or not: read the plan again");
    }

    private void prune(NavigableMap<String, Plan> plans) {
        if (plans.size() < MOST_KEPT) {
            return;
        }
        plans.values().stream()
                .filter(plan -> plan.applied().isEmpty())
                .min(Comparator.comparing(Plan::created))
                .or(() -> plans.values().stream().min(Comparator.comparing(Plan::created)))
                .ifPresent(oldest -> {
                    claims.of(Topic.plans()).ifPresent(partition -> partition.remove(oldest.id(), Map.of()));
                    remember(oldest.id(), Optional.empty());
                });
    }

    private static String unused(String profile, Map<String, Plan> plans) {
        String id;
        do {
            id = profile + "-" + UUID.randomUUID().toString().substring(0, 8);
        } while (plans.containsKey(id));
        return id;
    }

    private static String object(String id) {
        return "Plan/" + id;
    }

    private static Outcome refused(Reason reason, String object, String field, String value, String expected) {
        return new Outcome.Refused(reason, new FieldProblem(object, field, value, expected));
    }

    private static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
