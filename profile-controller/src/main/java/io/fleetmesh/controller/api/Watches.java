package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.Selection;
import io.fleetmesh.controller.domain.access.AppliedPlaces;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.access.WatchSight;
import io.vertx.ext.web.RoutingContext;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** All who watch over HTTP, whatever they watch: a bounded number, and of each caller only so many. */
public final class Watches {
    private static final int MOST = 200;
    private static final int MOST_OF_ONE = 20;
    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(20);
    /** Callers' credentials end, or are taken away: then they are asked for again. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Supplier<Optional<Intents>> intents;
    private final Supplier<AppliedPlaces> applied;
    private final int most;
    private final Quota quota;
    private final Duration bookmarkEvery;
    private final Duration longest;
    private final AtomicInteger active = new AtomicInteger();

    /** Where nothing was applied. */
    public Watches(Supplier<Optional<Intents>> intents) {
        this(intents, () -> AppliedPlaces.NONE);
    }

    /**
     * @param intents where role bindings are; empty until the service has started
     * @param applied where members belong that are declared no more
     */
    public Watches(Supplier<Optional<Intents>> intents, Supplier<AppliedPlaces> applied) {
        this(intents, applied, MOST, MOST_OF_ONE, BOOKMARK_EVERY, LONGEST);
    }

    /**
     * @param most of all callers together
     * @param mostOfOne of each caller
     * @param longest after which a watch ends, and the caller lists again
     */
    Watches(
            Supplier<Optional<Intents>> intents,
            Supplier<AppliedPlaces> applied,
            int most,
            int mostOfOne,
            Duration bookmarkEvery,
            Duration longest) {
        this.quota = new Quota(mostOfOne);
        this.intents = intents;
        this.applied = applied;
        this.most = most;
        this.bookmarkEvery = bookmarkEvery;
        this.longest = longest;
    }

    /** Begins a watch, or says why not. */
    interface Beginning {
        void begin() throws Refused;
    }

    /** A request of a list that asks for a watch gets it; any other goes on. On the event loop, where what is watched is written as it comes. */
    static void whenAsked(RoutingContext request, Beginning watch) {
        try {
            if (new Parameters(request.request().params()).watch()) {
                watch.begin();
            } else {
                request.next();
            }
        } catch (Refused e) {
            IntentApi.end(request, e.answer());
        }
    }

    /** Answers with what changes of the declared objects of a kind, as long as the caller listens; on the event loop. */
    void begin(RoutingContext request, Intents declared, Kind kind, Function<Intent, ObjectNode> document)
            throws Refused {
        LabelSelector selector = new Parameters(request.request().params()).labelSelector();
        Wanted<Intent> wanted = new Wanted<>(
                kind.text(),
                declared,
                intent -> intent.kind() == kind
                        && Selection.matches(selector, intent.metadata().labels()),
                WatchSight.ofDeclared(Access.caller(request), kind),
                document);
        // Roles that changed since the caller has listed count as well.
        begin(request, wanted, Optional.of(declared), Function.identity());
    }

    /** The same of other objects. */
    <T> void begin(RoutingContext request, Wanted<T> wanted) throws Refused {
        Optional<Intents> declared = intents.get();
        Optional<Long> now = declared.flatMap(Intents::history).map(History::version);
        if (now.isEmpty() && !wanted.sight().everything()) {
            throw new Refused(problem(Problem.UNAVAILABLE, "another process keeps the role bindings, or none yet"));
        }
        begin(request, wanted, declared, _ -> now.orElse(0L));
    }

    /** @param declaredAt of the version from which on is watched, the version of what is declared that goes with it */
    private <T> void begin(
            RoutingContext request, Wanted<T> wanted, Optional<Intents> declared, Function<Long, Long> declaredAt)
            throws Refused {
        OptionalLong seen = seen(new Parameters(request.request().params()).resourceVersion());
        History<T> history = wanted.kept()
                .history()
                .orElseThrow(() -> new Refused(problem(
                        Problem.UNAVAILABLE, "another process keeps the objects, or they are not all read yet")));
        if (seen.isPresent() && history.since(seen.getAsLong()).isEmpty()) {
            throw new Refused(Parameters.problem(
                    Problem.EXPIRED,
                    "resourceVersion",
                    "one of a recent list (list again)",
                    Long.toString(seen.getAsLong())));
        }
        Caller caller = Access.caller(request);
        if (!quota.take(caller)) {
            throw new Refused(problem(
                    Problem.TOO_MANY,
                    "expected at most " + quota.most() + " watches of " + caller.name() + " at a time: end one"));
        }
        if (active.incrementAndGet() > most) {
            active.decrementAndGet();
            quota.giveBack(caller);
            throw new Refused(problem(Problem.TOO_MANY, "expected at most " + most + " watches at a time"));
        }
        long from = seen.orElse(history.version());
        WatchStream.Declared roles = new WatchStream.Declared(declared, declaredAt.apply(from), applied);
        Runnable ended = () -> {
            active.decrementAndGet();
            quota.giveBack(caller);
        };
        new WatchStream<>(request, wanted, roles, ended).begin(history, seen, bookmarkEvery, longest);
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
