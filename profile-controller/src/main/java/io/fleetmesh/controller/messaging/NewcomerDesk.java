package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.controller.domain.Selection;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.check.Newcomer;
import io.fleetmesh.controller.domain.plan.check.Newcomers;
import io.fleetmesh.kit.messaging.LogReader;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Judges clusters that have not joined beside those that have, over the state of one moment, with all facts that were there when it was
 * asked. That is taken on the reader's thread; what somebody else said of a cluster is not looked at there.
 */
final class NewcomerDesk implements Newcomers {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Executor ELSEWHERE = Thread::startVirtualThread;

    private final LogReader reader;
    private final FleetKeeper fleet;
    private final BooleanSupplier open;
    private final Clock clock;

    /** @param open whether all that is declared is known here */
    NewcomerDesk(LogReader reader, FleetKeeper fleet, BooleanSupplier open, Clock clock) {
        this.reader = reader;
        this.fleet = fleet;
        this.open = open;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Answer> judge(String profile, Newcomer newcomer) {
        CompletableFuture<Supplier<Answer>> answer = new CompletableFuture<>();
        reader.execute(() -> fleet.inventories().whenRead(() -> {
            if (!answer.isDone()) {
                answer.complete(now(profile, newcomer));
            }
        }));
        return answer.completeOnTimeout(
                        () -> new Answer.Unavailable("no answer within " + PATIENCE.toSeconds() + " s"),
                        PATIENCE.toMillis(),
                        TimeUnit.MILLISECONDS)
                .thenApplyAsync(Supplier::get, ELSEWHERE)
                .exceptionally(failure -> new Answer.Unavailable("the facts cannot be judged: " + failure));
    }

    /** What there is to be judged, and nothing of it done yet. */
    private Supplier<Answer> now(String profile, Newcomer newcomer) {
        if (!open.getAsBoolean()) {
            return () -> new Answer.Unavailable("what is declared is kept by another process, or by none yet");
        }
        Optional<String> unread = fleet.inventories().unread();
        if (unread.isPresent()) {
            return () -> new Answer.Unavailable(unread.get());
        }
        FleetState state = fleet.state();
        Optional<NetworkProfileIntent> declared = state.profile(profile);
        if (declared.isEmpty()) {
            return Answer.NoProfile::new;
        }
        NetworkProfileIntent intent = declared.get();
        Optional<String> expected =
                newcomer.labels().flatMap(labels -> Selection.otherThan(labels, intent, state.profiles()));
        if (expected.isPresent()) {
            return () -> new Answer.WrongLabels(expected.get());
        }
        Map<String, MemberInventory> inventories = fleet.inventories().all();
        return () -> {
            Newcomer.Judged judged = newcomer.beside(state, intent, inventories, clock.instant());
            return new Answer.Judged(judged.checks(), judged.unlooked(), newcomer.knownAs(inventories));
        };
    }
}
