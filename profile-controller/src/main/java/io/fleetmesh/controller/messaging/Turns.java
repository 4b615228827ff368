package io.fleetmesh.controller.messaging;

import io.fleetmesh.kit.messaging.LogReader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tasks one after the other, each begun on the reader's thread when the one before is done, whatever that had to wait for: so a task
 * decides over what all before it have come to. Thread-safe.
 */
final class Turns {
    private final LogReader reader;
    private final Duration patience;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    /** @param patience how long whoever asked waits for an answer */
    Turns(LogReader reader, Duration patience) {
        this.reader = reader;
        this.patience = patience;
    }

    /**
     * Asks for a turn. A task whose turn comes only after {@code late} was answered is never begun; one that was begun by then goes
     * on, and others wait for it.
     */
    synchronized <T> CompletionStage<T> next(Supplier<CompletionStage<T>> task, T late) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        var _ = last.thenRun(() -> reader.execute(() -> begin(task, answer, done)));
        last = done;
        return answer.completeOnTimeout(late, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> void begin(
            Supplier<CompletionStage<T>> task, CompletableFuture<T> answer, CompletableFuture<Void> done) {
        if (answer.isDone()) {
            done.complete(null);
            return;
        }
        try {
            var _ = task.get().whenComplete((found, failure) -> {
                if (failure == null) {
                    answer.complete(found);
                } else {
                    answer.completeExceptionally(failure);
                }
                done.complete(null);
            });
        } catch (RuntimeException e) {
            done.complete(null);
            throw e;
        }
    }
}
