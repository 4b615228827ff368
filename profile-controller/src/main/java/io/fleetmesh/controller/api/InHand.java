package io.fleetmesh.controller.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One request that is being worked on: it has its places until its answer has left, or its connection has. Who takes too long to send
 * it, or to take the answer, loses the connection.
 */
final class InHand {
    private static final String KEY = "fleetmesh.in-hand";

    private final RoutingContext request;
    private final Duration patience;
    private final Queue<Runnable> places = new ConcurrentLinkedQueue<>();
    private volatile boolean answered;
    private volatile Future<?> asking = Future.succeededFuture();
    private volatile long timer;

    private InHand(RoutingContext request, Duration patience) {
        this.request = request;
        this.patience = patience;
    }

    /** A request comes in, and has no place yet; on its event loop. */
    static void begin(RoutingContext request, Duration patience) {
        InHand begun = new InHand(request, patience);
        request.put(KEY, begun);
        begun.timer = request.vertx()
                .setTimer(patience.toMillis(), _ -> begun.late(request.request().isEnded()));
        request.addEndHandler(_ -> {
            if (!begun.answered) {
                begun.asking.onComplete(_ -> begun.end());
            }
        });
    }

    /** It is being found out who asks, which goes on if its connection is gone: it has its places until then. */
    static void asking(RoutingContext request, Future<?> who) {
        of(request).ifPresent(begun -> begun.asking = who);
    }

    private static Optional<InHand> of(RoutingContext request) {
        return Optional.ofNullable(request.get(KEY));
    }

    /** It has a further place. */
    static void also(RoutingContext request, Runnable place) {
        of(request).ifPresentOrElse(begun -> begun.places.add(place), place);
    }

    /** What is worked on from now on is something else, with a place of its own. */
    static void done(RoutingContext request) {
        of(request).ifPresent(InHand::end);
    }

    /** Its answer is about to be sent. */
    static void answering(RoutingContext request) {
        of(request).ifPresent(begun -> begun.answered = true);
    }

    /** @param sent completes when the answer has left, or never will */
    static void answered(RoutingContext request, Future<Void> sent) {
        of(request).ifPresent(begun -> {
            Vertx vertx = request.vertx();
            vertx.cancelTimer(begun.timer);
            if (!sent.isComplete()) {
                begun.timer = vertx.setTimer(begun.patience.toMillis(), _ -> begun.late(sent.isComplete()));
            }
            sent.onComplete(_ -> begun.end());
        });
    }

    private void late(boolean done) {
        if (!done) {
            var _ = request.request().connection().close();
        }
    }

    private void end() {
        request.vertx().cancelTimer(timer);
        for (Runnable place = places.poll(); place != null; place = places.poll()) {
            place.run();
        }
    }
}
