package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision;
import io.fleetmesh.controller.domain.IntentRules;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.OwnedPartition;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The declared objects on the topic {@code intents}, while its partition is owned. Changes are decided and written one after
 * the other. One counts, and is told, once its record was read back and nobody had claimed the partition before it: what a
 * deposed owner wrote is void.
 */
public final class IntentKeeper implements Intents {
    static final TopicPartition PARTITION = new TopicPartition(Topic.intents().name(), 0);

    private static final Logger LOG = Logger.getLogger(IntentKeeper.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** No object has it. */
    private static final String DRY_RUN_VERSION = "0";

    private static final Outcome ELSEWHERE =
            new Outcome.Unavailable("the declared objects are kept by another process, or by none yet");
    /** Whether its record stands before or behind the other's claim is not looked at. */
    private static final Outcome TAKEN_OVER =
            new Outcome.Unavailable("another process took over; it is kept, or not: read the object again");

    private static final Outcome UNKNOWN = new Outcome.Unavailable("not confirmed within " + PATIENCE.toSeconds()
            + " s; it may be kept later, or never: read the object again");

    private final LogReader reader;
    private final Clock clock;
    private final Runnable onFailure;
    private final Turns turns;
    private @Nullable OwnedPartition partition;
    private long lastVersion;
    private final Kept<Intent> kept = new Kept<>();

    /** @param onFailure asked for the partition that is ours to be claimed and folded again, since it is not known what it holds */
    IntentKeeper(LogReader reader, Clock clock, Runnable onFailure) {
        this.reader = reader;
        this.clock = clock;
        this.onFailure = onFailure;
        this.turns = new Turns(reader, PATIENCE);
    }

    /** Begins with what {@code owned} holds; on the reader's thread. */
    void open(OwnedPartition owned) {
        NavigableMap<String, Intent> found = new TreeMap<>();
        owned.records().forEach((key, body) -> {
            if (body instanceof Intent intent) {
                found.put(key, intent);
            }
        });
        partition = owned;
        // Each record takes an offset above its claim's, so all versions of an owner are below the claim of the next.
        // Those that
        // this one has restored are above its own.
        lastVersion = found.values().stream()
                .flatMap(intent -> intent.metadata().resourceVersion().stream())
                .mapToLong(Long::parseLong)
                .reduce(owned.claim(), Math::max);
        kept.set(Optional.of(History.begin(found, lastVersion)));
    }

    /** They are not kept here any more; on the reader's thread. */
    void close() {
        partition = null;
        kept.set(Optional.empty());
    }

    @Override
    public Optional<History<Intent>> history() {
        return kept.history();
    }

    @Override
    public Runnable listen(Runnable changed) {
        return kept.listen(changed);
    }

    @Override
    public CompletionStage<Outcome> changeAll(List<IntentChange> changes, Caller caller, boolean dryRun) {
        return turns.next(
                () -> {
                    CompletableFuture<Outcome> done = new CompletableFuture<>();
                    attempt(changes, caller, dryRun, done);
                    return done;
                },
                UNKNOWN);
    }

    private void attempt(List<IntentChange> changes, Caller caller, boolean dryRun, CompletableFuture<Outcome> done) {
        OwnedPartition owned = partition;
        Optional<History<Intent>> history = kept.history();
        if (owned == null || !owned.owned() || history.isEmpty()) {
            done.complete(ELSEWHERE);
            return;
        }
        long before = lastVersion;
        Authority authority = Authority.of(caller, history.get().now());
        List<IntentDecision> decisions = IntentRules.decideAll(
                history.get().now(),
                changes,
                authority::refusal,
                number -> dryRun ? DRY_RUN_VERSION : Long.toString(before + number),
                clock.instant());
        List<IntentDecision> records = decisions.stream()
                .filter(decision ->
                        decision instanceof IntentDecision.Written || decision instanceof IntentDecision.Deleted)
                .toList();
        if (decisions.getFirst() instanceof IntentDecision.Refused refused) {
            done.complete(new Outcome.Decided(refused));
            return;
        }
        if (dryRun || records.isEmpty()) {
            done.complete(new Outcome.All(decisions));
            return;
        }
        History<Intent> then = history.get();
        for (IntentDecision record : records) {
            // A tombstone takes an offset, too; and who watches must know what it has seen.
            then = record.after(then, ++lastVersion);
        }
        Callback whenSent = whenSent(owned, then, new Outcome.All(decisions), records.size(), done);
        records.forEach(record -> write(owned, record, caller, whenSent));
    }

    private static void write(OwnedPartition owned, IntentDecision decision, Caller caller, Callback whenSent) {
        switch (decision) {
            case IntentDecision.Written(Intent intent, boolean _) -> {
                LOG.infov(
                        "Intent written object={0} version={1} actor={2}",
                        intent.key(), intent.metadata().resourceVersion().orElse(""), caller.name());
                owned.put(intent, Actors.of(caller), whenSent);
            }
            case IntentDecision.Deleted(Intent intent) -> {
                LOG.infov("Intent deleted object={0} actor={1}", intent.key(), caller.name());
                owned.remove(intent.key(), Actors.of(caller), whenSent);
            }
            case IntentDecision.Unchanged _, IntentDecision.Refused _ -> {}
        }
    }

    /**
     * Of the records of one decision, whose answers come in their order.
     *
     * @param then the objects after all of them
     */
    private Callback whenSent(
            OwnedPartition owned, History<Intent> then, Outcome outcome, int records, CompletableFuture<Outcome> done) {
        AtomicInteger missing = new AtomicInteger(records);
        return (_, failure) -> {
            if (failure == null) {
                if (missing.decrementAndGet() == 0) {
                    reader.whenRead(Set.of(PARTITION), () -> {
                        if (owned.owned()) {
                            kept.set(Optional.of(then));
                        }
                        done.complete(owned.owned() ? outcome : TAKEN_OVER);
                    });
                }
            } else {
                // Before the next change has its turn, which begins when this one is done.
                reader.execute(() -> {
                    if (owned.equals(partition)) {
                        onFailure.run();
                    }
                });
                done.complete(new Outcome.Unavailable(
                        "Kafka refused a record, and what came before it is kept: read the objects again; "
                                + failure.getMessage()));
            }
        };
    }
}
