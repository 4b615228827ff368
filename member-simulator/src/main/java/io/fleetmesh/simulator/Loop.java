package io.fleetmesh.simulator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Runs calls on a member's event loop and waits for them. Not to be called on an event loop. */
final class Loop {
    private final Context context;

    Loop(Context context) {
        this.context = context;
    }

    /** The call's result, or what it throws. */
    <T> T call(Supplier<T> call) {
        try {
            return await(() -> Future.succeededFuture(call.get()));
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** What the call's future comes to; its failure is the cause of a CompletionException. */
    <T> T await(Supplier<Future<T>> call) {
        Promise<T> done = Promise.promise();
        context.runOnContext(
                _ -> Future.<Void>succeededFuture().compose(_ -> call.get()).onComplete(done));
        return done.future().toCompletionStage().toCompletableFuture().join();
    }
}
