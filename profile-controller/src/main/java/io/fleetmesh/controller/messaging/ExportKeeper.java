package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.ExportHold;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportGuard;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.Watched;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.exports.ExportName;
import io.fleetmesh.controller.domain.exports.ExportRequest;
import io.fleetmesh.controller.domain.exports.ExportTable;
import io.fleetmesh.controller.domain.exports.Exports;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.OwnedPartition;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.jboss.logging.Logger;

/**
 * Keeps the topic {@code export-approvals}, while it is owned: holds a profile's exports as its applied spec says, lets in who is
 * the first to export a name, and does what people say. Nothing is decided before all services of the fleet are known. What is
 * decided, is decided on the reader's thread.
 *
 * <pre>
 *   not held ──spec holds──▶ approvals of all that export written ──Kafka has them──▶ held ──spec holds no more──▶ not held
 * </pre>
 */
final class ExportKeeper implements Exports {
    private static final Logger LOG = Logger.getLogger(ExportKeeper.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Outcome ELSEWHERE =
            new Outcome.Unavailable("the approvals of exports are kept by another process, or by none yet");
    private static final Outcome UNREAD = new Outcome.Unavailable("the services of the fleet are not all read yet");
    private static final Outcome UNKNOWN =
            new Outcome.Unavailable("not confirmed within " + PATIENCE.toSeconds() + " s: ask again");

    private final LogReader reader;
    private final Claims claims;
    private final Watched<GlobalService> services;
    private final Runnable onFailure;
    private final Clock clock;
    private ExportTable table = new ExportTable();
    /** Profiles of which the approvals are on their way that come before the hold. */
    private final Set<String> beginning = new HashSet<>();

    /** Empty until that is known: without it, all that is held would be shown. */
    private Optional<Map<String, AppliedProfile>> applied = Optional.empty();

    private Optional<Runnable> listening = Optional.empty();
    private boolean open;
    private int life;

    ExportKeeper(LogReader reader, Claims claims, Watched<GlobalService> services, Runnable onFailure, Clock clock) {
        this.reader = reader;
        this.claims = claims;
        this.services = services;
        this.onFailure = onFailure;
        this.clock = clock;
    }

    /** Everything is owned. */
    void open() {
        table = new ExportTable();
        claims.records(Topic.exportApprovals(), ExportHold.class).forEach(table::add);
        claims.records(Topic.exportApprovals(), ExportApproval.class).forEach(table::add);
        open = true;
        life++;
        listening = Optional.of(services.listen(() -> reader.execute(this::look)));
    }

    /** Nothing is owned any more. */
    void close() {
        open = false;
        listening.ifPresent(Runnable::run);
        listening = Optional.empty();
        beginning.clear();
        applied = Optional.empty();
    }

    /** Services whose export waits for approval, by member of a profile. */
    Map<String, List<String>> waiting(String profile) {
        return applied(profile)
                .filter(_ -> table.holds(profile))
                .map(of -> ExportTable.waiting(
                        ExportTable.members(of),
                        services.history().map(History::now).orElse(Collections.emptyNavigableMap())))
                .orElse(Map.of());
    }

    /** Makes true what profiles say now. */
    void follow(Map<String, AppliedProfile> now) {
        applied = Optional.of(now);
        look();
    }

    private Optional<AppliedProfile> applied(String profile) {
        return applied.flatMap(all -> Optional.ofNullable(all.get(profile)));
    }

    private void look() {
        Optional<OwnedPartition> partition = claims.of(Topic.exportApprovals());
        Optional<History<GlobalService>> known = services.history();
        if (!open || partition.isEmpty() || known.isEmpty() || applied.isEmpty()) {
            return;
        }
        Map<String, AppliedProfile> wanted = new TreeMap<>(applied.get());
        wanted.values().removeIf(profile -> !asksForHold(profile));
        table.profiles().stream()
                .filter(profile -> !wanted.containsKey(profile) && !beginning.contains(profile))
                .forEach(profile -> end(partition.get(), profile));
        wanted.forEach((profile, spec) -> hold(partition.get(), profile, ExportTable.members(spec), known.get()));
    }

    private void hold(OwnedPartition partition, String profile, Set<String> members, History<GlobalService> known) {
        if (table.holds(profile)) {
            table.next(profile, members, known, clock.instant())
                    .forEach(change -> write(partition, change, Actors.SELF, failing()));
        } else if (beginning.add(profile)) {
            begin(partition, profile, table.begin(profile, members, known.now()));
        }
    }

    private static boolean asksForHold(AppliedProfile profile) {
        return profile.spec().exportGuard().filter(ExportGuard::holdFirstExport).isPresent();
    }

    /** Exports are held only once Kafka has what may stay: a hold without it would hide what is shown. */
    private void begin(OwnedPartition partition, String profile, List<ExportTable.Change> approvals) {
        int ofLife = life;
        List<CompletableFuture<Void>> kept = new ArrayList<>();
        for (ExportTable.Change approval : approvals) {
            CompletableFuture<Void> one = new CompletableFuture<>();
            boolean written = write(partition, approval, whoApplied(profile), (_, failure) -> {
                if (failure == null) {
                    one.complete(null);
                } else {
                    one.completeExceptionally(failure);
                }
            });
            if (written) {
                kept.add(one);
            }
        }
        var _ = CompletableFuture.allOf(kept.toArray(CompletableFuture[]::new))
                .whenComplete((_, failure) -> reader.execute(() -> {
                    if (!open || ofLife != life) {
                        return;
                    }
                    if (failure != null) {
                        onFailure.run();
                        return;
                    }
                    ExportHold hold = new ExportHold(profile);
                    partition.put(hold, whoApplied(profile), failing());
                    table.add(hold);
                    beginning.remove(profile);
                    LOG.infov("Exports are held from now on profile={0} services={1}", profile, approvals.size());
                    look();
                }));
    }

    /** What is held is shown first; then nothing is left that a later hold could mistake for its own. */
    private void end(OwnedPartition partition, String profile) {
        if (table.holds(profile)) {
            LOG.infov("Exports are held no more profile={0}", profile);
        }
        table.end(profile).forEach(key -> partition.remove(key, whoApplied(profile), failing()));
    }

    /** Whoever let a profile hold its exports, or hold them no more. */
    private Map<String, String> whoApplied(String profile) {
        return applied(profile).map(Actors::of).orElse(Actors.SELF);
    }

    private boolean write(
            OwnedPartition partition, ExportTable.Change change, Map<String, String> actor, Callback whenDone) {
        return switch (change) {
            case ExportTable.Change.Put(ExportApproval approval) -> {
                table.add(approval);
                yield partition.put(approval, actor, whenDone);
            }
            case ExportTable.Change.Remove(ExportName name) -> {
                table.remove(name);
                yield partition.remove(name.key(), actor, whenDone);
            }
        };
    }

    /** What the log holds is not known then: it is read again. */
    private Callback failing() {
        return (_, failure) -> {
            if (failure != null) {
                reader.execute(onFailure);
            }
        };
    }

    @Override
    public CompletionStage<Outcome> ask(ExportRequest request, String reason, Caller caller) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        reader.execute(() -> {
            if (!answer.isDone()) {
                var _ = attempt(request, reason, caller).thenAccept(answer::complete);
            }
        });
        return answer.completeOnTimeout(UNKNOWN, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletionStage<Outcome> attempt(ExportRequest request, String reason, Caller caller) {
        Optional<OwnedPartition> partition = claims.of(Topic.exportApprovals());
        if (!open || partition.isEmpty() || applied.isEmpty()) {
            return CompletableFuture.completedFuture(ELSEWHERE);
        }
        Optional<History<GlobalService>> known = services.history();
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(UNREAD);
        }
        ExportRequest.Decision decision = request.decide(
                applied(request.name().profile()),
                table.holds(request.name().profile()),
                table.approval(request.name()),
                Optional.ofNullable(known.get().now().get(request.name().service())));
        return switch (decision) {
            case ExportRequest.Decision.Refused _ -> CompletableFuture.completedFuture(new Outcome.Decided(decision));
            case ExportRequest.Decision.Done(ExportApproval approval) -> {
                LOG.infov(
                        request.approves()
                                ? "Export approved key={0} member={1} cause={2} actor={3}"
                                : "Approval of export taken back key={0} member={1} cause={2} actor={3}",
                        approval.key(),
                        request.member(),
                        reason,
                        caller.name());
                table.add(approval);
                yield Confirmed.put(reader, partition.get(), approval, headers(reason, caller))
                        .thenApply(result -> told(result, decision));
            }
        };
    }

    private static Map<String, String> headers(String reason, Caller caller) {
        Map<String, String> headers = new HashMap<>(Actors.of(caller));
        headers.put(Headers.REASON, reason);
        return headers;
    }

    private Outcome told(Confirmed.Result result, ExportRequest.Decision decision) {
        return switch (result) {
            case Confirmed.Result.Kept() -> new Outcome.Decided(decision);
            case Confirmed.Result.TakenOver() ->
                new Outcome.Unavailable("another process took over; it is so, or not: ask again");
            case Confirmed.Result.Failed(String cause) -> {
                onFailure.run();
                yield new Outcome.Unavailable("Kafka refused the record: " + cause);
            }
        };
    }
}
