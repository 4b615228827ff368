package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.IntentHistory;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.access.WatchSight;
import io.vertx.ext.web.RoutingContext;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** All who watch declared objects over HTTP: a bounded number. */
final class Watches {
    private static final int MOST = 100;
    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(20);

    private final int most;
    private final Duration bookmarkEvery;
    private final AtomicInteger active = new AtomicInteger();

    Watches() {
        this(MOST, BOOKMARK_EVERY);
    }

    Watches(int most, Duration bookmarkEvery) {
        this.most = most;
        this.bookmarkEvery = bookmarkEvery;
    }

    /** Answers with what changes, as long as the caller listens; on the event loop. */
    void begin(RoutingContext request, Intents intents, Kind kind) throws Refused {
        Parameters given = new Parameters(request.request().params());
        LabelSelector selector = given.labelSelector();
        OptionalLong seen = seen(given.resourceVersion());
        IntentHistory history = intents.history()
                .orElseThrow(() -> new Refused(problem(Problem.UNAVAILABLE, "another process keeps the objects")));
        if (seen.isPresent() && history.since(seen.getAsLong()).isEmpty()) {
            throw new Refused(problem(
                    Problem.EXPIRED,
                    "resourceVersion: expected one of a recent list, found '" + seen.getAsLong() + "': list again"));
        }
        WatchSight sight = new WatchSight(Access.caller(request), kind);
        if (active.incrementAndGet() > most) {
            active.decrementAndGet();
            throw new Refused(problem(Problem.TOO_MANY, "expected at most " + most + " watches at a time"));
        }
        new WatchStream(request, intents, kind, selector, sight, active::decrementAndGet)
                .begin(history, seen, bookmarkEvery);
    }

    private static OptionalLong seen(Optional<String> version) {
        if (version.isEmpty()) {
            return OptionalLong.empty();
        }
        // Digits by now; more of them than fit are no version that was given.
        BigInteger number = new BigInteger(version.get());
        return OptionalLong.of(number.bitLength() < Long.SIZE ? number.longValue() : Long.MAX_VALUE);
    }

    /** How many there are. */
    int active() {
        return active.get();
    }
}
