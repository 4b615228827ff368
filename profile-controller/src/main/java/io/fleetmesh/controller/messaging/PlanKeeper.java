package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.plan.Signature;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.plan.PlanRules;
import io.fleetmesh.controller.domain.plan.PlanRules.Applicability;
import io.fleetmesh.controller.domain.plan.Plans;
import io.fleetmesh.controller.domain.plan.Retention;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.OwnedPartition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Keeps the plans on their topic, while it is owned, and applies them. What is asked is decided and written one after the other: each
 * decision is made over what all before it have come to.
 */
final class PlanKeeper implements Plans {
    private static final Logger LOG = Logger.getLogger(PlanKeeper.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Below what Kafka takes of one record by default, 1 MiB with its headers. */
    private static final int MOST_BYTES = 1_000_000;
    /** For who watches; plans are large. */
    private static final int CHANGES_KEPT = 100;
    /** Of an ID: none that is kept ends so. */
    private static final String DRY_RUN = "-dry-run";

    private static final Outcome ELSEWHERE =
            new Outcome.Unavailable("the plans are kept by another process, or by none yet");
    private static final Outcome UNKNOWN =
            new Outcome.Unavailable("not confirmed within " + PATIENCE.toSeconds() + " s: read the plan again");

    private final LogReader reader;
    private final Claims claims;
    private final FleetKeeper fleet;
    private final Runnable onFailure;
    private final Clock clock;
    private final Planning planning;
    private final Turns turns;
    private final Kept<Plan> kept = new Kept<>();

    PlanKeeper(
            LogReader reader, Claims claims, FleetKeeper fleet, ExportKeeper exports, Runnable onFailure, Clock clock) {
        this.reader = reader;
        this.claims = claims;
        this.fleet = fleet;
        this.onFailure = onFailure;
        this.clock = clock;
        this.planning = new Planning(claims, fleet, exports);
        this.turns = new Turns(reader, PATIENCE);
    }

    /** Begins with what the topic holds; on the reader's thread. */
    void open() {
        NavigableMap<String, Plan> found = new TreeMap<>();
        claims.records(Topic.plans(), Plan.class).forEach(plan -> found.put(plan.id(), plan));
        claims.of(Topic.plans()).ifPresent(owned -> {
            claims.records(Topic.appliedProfiles(), AppliedProfile.class)
                    .forEach(profile -> applied(profile, found, owned));
            // Each change takes a record, so all versions of an owner are below the claim of the next.
            kept.set(Optional.of(History.begin(found, owned.claim(), CHANGES_KEPT)));
        });
    }

    /** What a profile names as its plan has been applied, also if whoever did that could write only the one record of the two. */
    private void applied(AppliedProfile profile, NavigableMap<String, Plan> found, OwnedPartition plans) {
        Optional.ofNullable(found.get(profile.plan()))
                .filter(plan -> plan.applied().isEmpty())
                .map(plan -> PlanRules.applied(
                        plan, profile.applied().orElseGet(() -> new Signature(Actors.SERVICE, clock.instant()))))
                .ifPresent(plan -> {
                    LOG.warnv("Plan was applied, and is marked so plan={0} profile={1}", plan.id(), plan.profile());
                    found.put(plan.id(), plan);
                    plans.put(plan, Actors.of(profile));
                });
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
    public CompletionStage<Outcome> make(String profile, Caller caller, boolean dryRun) {
        return answer(plans -> {
            String id = dryRun ? profile + DRY_RUN : unused(profile, plans);
            Instant now = clock.instant();
            return looked(profile, id, caller.name(), now, found -> {
                if (dryRun) {
                    return done(new Outcome.Done(found.plan()));
                }
                return switch (Retention.decide(plans.values(), found.plan(), planning.inForce(profile), now)) {
                    case Retention.Decision.Same(Plan plan) -> done(new Outcome.Same(plan));
                    case Retention.Decision.Full full -> done(tooMany(profile, full));
                    case Retention.Decision.Room(List<String> gone) -> {
                        gone.forEach(this::forget);
                        yield keep(found.plan(), caller);
                    }
                };
            });
        });
    }

    /** By all facts that were there when it was asked. */
    private CompletionStage<Outcome> looked(
            String profile,
            String id,
            String actor,
            Instant now,
            Function<Planning.Look.Found, CompletionStage<Outcome>> then) {
        CompletableFuture<CompletionStage<Outcome>> begun = new CompletableFuture<>();
        fleet.inventories().whenRead(() -> {
            try {
                begun.complete(look(profile, id, actor, now, then));
            } catch (RuntimeException e) {
                // What is wrong with one profile's plan is the caller's to hear; the reader goes on for all others.
                begun.completeExceptionally(e);
            }
        });
        return begun.thenCompose(Function.identity());
    }

    private CompletionStage<Outcome> look(
            String profile,
            String id,
            String actor,
            Instant now,
            Function<Planning.Look.Found, CompletionStage<Outcome>> then) {
        return switch (planning.look(profile, id, actor, now)) {
            case Planning.Look.Found found -> then.apply(found);
            case Planning.Look.NoProfile() ->
                done(refused(
                        Reason.NOT_FOUND,
                        Kind.NETWORK_PROFILE.object(profile),
                        "metadata.name",
                        "nothing",
                        "a profile that is declared, or has members still"));
            case Planning.Look.Behind(String reason) -> done(new Outcome.Unavailable(reason));
        };
    }

    private static Outcome tooMany(String profile, Retention.Decision.Full full) {
        return refused(
                Reason.CONFLICT,
                Kind.NETWORK_PROFILE.object(profile),
                "plans",
                full.open() + " that could still be applied, the oldest of them "
                        + full.oldest().id(),
                "fewer than " + Retention.MOST_OPEN + ": apply or discard one (fleetctl delete plan "
                        + full.oldest().id() + "), or wait until the first expires at "
                        + full.oldest().expires() + "; with dryRun=true a plan is only looked at");
    }

    @Override
    public CompletionStage<Outcome> apply(String id, Caller caller) {
        return of(id, plan -> {
            Instant now = clock.instant();
            return looked(plan.profile(), id, plan.actor(), now, found -> switch (PlanRules.applicable(
                    plan, found.plan(), caller.name(), now)) {
                case Applicability.Refused refused ->
                    done(refused(
                            Reason.CONFLICT,
                            object(id),
                            "plan",
                            refused.reason().name(),
                            refused.text()));
                case Applicability.Ok() -> apply(plan, found.target(), caller, now);
            });
        });
    }

    /** The profile first: what it names as its plan has been applied, whatever else can still be written. */
    private CompletionStage<Outcome> apply(Plan plan, AppliedProfile target, Caller caller, Instant now) {
        Optional<OwnedPartition> partition = claims.of(Topic.appliedProfiles());
        if (partition.isEmpty()) {
            return done(ELSEWHERE);
        }
        LOG.infov(
                "Plan applied plan={0} profile={1} members={2} actor={3}",
                plan.id(), plan.profile(), target.members().size(), caller.name());
        Signature by = new Signature(caller.name(), now);
        Optional<Outcome> large = tooLarge(plan, target.applied(by), "labels of members");
        if (large.isPresent()) {
            return done(large.get());
        }
        return Confirmed.put(reader, partition.get(), target.applied(by), Actors.of(caller))
                .thenCompose(result -> {
                    if (result instanceof Confirmed.Result.Kept) {
                        fleet.changed();
                        return keep(PlanRules.applied(plan, by), caller);
                    }
                    return done(told(result, partition.get()));
                });
    }

    @Override
    public CompletionStage<Outcome> override(String id, String check, String reason, Caller caller) {
        return of(id, plan -> switch (PlanRules.override(plan, check, reason, caller.name(), clock.instant())) {
            case PlanRules.Outcome.Accepted(Plan next) -> keep(next, caller);
            case PlanRules.Outcome.Rejected(String why) ->
                done(refused(Reason.INVALID, object(id), "overrides", check, why));
        });
    }

    @Override
    public CompletionStage<Outcome> discard(String id, Caller caller, boolean dryRun) {
        return of(id, plan -> switch (PlanRules.discard(plan)) {
            case PlanRules.Outcome.Accepted(Plan gone) -> dryRun ? done(new Outcome.Done(gone)) : discard(gone, caller);
            case PlanRules.Outcome.Rejected(String why) ->
                done(refused(Reason.CONFLICT, object(id), "applied", "a plan that was", why));
        });
    }

    private CompletionStage<Outcome> discard(Plan plan, Caller caller) {
        LOG.infov("Plan discarded plan={0} profile={1} actor={2}", plan.id(), plan.profile(), caller.name());
        return written(
                plan, Optional.empty(), partition -> Confirmed.remove(reader, partition, plan.id(), Actors.of(caller)));
    }

    @Override
    public CompletionStage<Outcome> approve(String id, Caller caller) {
        return of(id, plan -> switch (PlanRules.approve(plan, caller.name(), clock.instant())) {
            case PlanRules.Outcome.Accepted(Plan next) -> keep(next, caller);
            case PlanRules.Outcome.Rejected(String why) ->
                done(refused(Reason.CONFLICT, object(id), "approvals", caller.name(), why));
        });
    }

    /** Decides when it is its turn, over the plans of that moment. */
    private CompletionStage<Outcome> answer(Function<NavigableMap<String, Plan>, CompletionStage<Outcome>> decide) {
        return turns.next(
                () -> kept.history().map(history -> decide.apply(history.now())).orElseGet(() -> done(ELSEWHERE)),
                UNKNOWN);
    }

    private CompletionStage<Outcome> of(String id, Function<Plan, CompletionStage<Outcome>> decide) {
        return answer(plans -> Optional.ofNullable(plans.get(id))
                .map(decide)
                .orElseGet(() -> done(refused(Reason.NOT_FOUND, object(id), "id", "nothing", "a plan that is kept"))));
    }

    private CompletionStage<Outcome> keep(Plan plan, Caller caller) {
        Optional<Outcome> large = tooLarge(plan, plan, "namespaces named by segments and export guard");
        if (large.isPresent()) {
            return done(large.get());
        }
        return written(plan, Optional.of(plan), partition -> Confirmed.put(reader, partition, plan, Actors.of(caller)));
    }

    /** @param after the plan as it is then, if it is kept */
    private CompletionStage<Outcome> written(
            Plan plan, Optional<Plan> after, Function<OwnedPartition, CompletionStage<Confirmed.Result>> write) {
        Optional<OwnedPartition> partition = claims.of(Topic.plans());
        if (partition.isEmpty()) {
            return done(ELSEWHERE);
        }
        return write.apply(partition.get()).thenApply(result -> {
            if (result instanceof Confirmed.Result.Kept) {
                remember(plan.id(), after);
                return new Outcome.Done(plan);
            }
            return told(result, partition.get());
        });
    }

    /** Kafka would refuse it, and that is no fault of Kafka's. */
    private static Optional<Outcome> tooLarge(Plan plan, FleetRecord record, String what) {
        int bytes = Codec.encode(record).length;
        return bytes <= MOST_BYTES
                ? Optional.empty()
                : Optional.of(refused(
                        Reason.INVALID,
                        Kind.NETWORK_PROFILE.object(plan.profile()),
                        "spec",
                        "what comes to a record of " + bytes + " bytes",
                        "at most " + MOST_BYTES + ": fewer " + what));
    }

    private void remember(String id, Optional<Plan> plan) {
        kept.set(kept.history().map(before -> before.after(Map.of(id, plan))));
    }

    private Outcome told(Confirmed.Result result, OwnedPartition partition) {
        if (result instanceof Confirmed.Result.Failed(String cause)) {
            // Unless somebody has seen to it already.
            if (claims.has(partition)) {
                onFailure.run();
            }
            return new Outcome.Unavailable("Kafka refused the record: " + cause);
        }
        return new Outcome.Unavailable("another process took over; it is kept, or not: read the plan again");
    }

    /** Written before the plan that it makes room for; what becomes of that record is not waited for. */
    private void forget(String id) {
        claims.of(Topic.plans()).ifPresent(partition -> partition.remove(id, Actors.SELF));
        remember(id, Optional.empty());
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
