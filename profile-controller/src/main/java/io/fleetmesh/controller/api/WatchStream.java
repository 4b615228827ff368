package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.IntentHistory;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.WatchEvent;
import io.fleetmesh.controller.domain.access.WatchSight;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * One who watches. It has no queue of its own but what the connection takes (Vert.x' write queue): it reads on in the history
 * that all share as the connection empties, and when the history has forgotten what it needs, it is cut, with a last line that
 * says so. All but the constructor runs on the request's event loop.
 */
final class WatchStream {
    /** For the last line to be read by one who is slow. */
    private static final Duration UNTIL_CLOSED = Duration.ofSeconds(10);

    private final RoutingContext request;
    private final HttpServerResponse response;
    private final Intents intents;
    private final Kind kind;
    private final LabelSelector selector;
    private final WatchSight sight;
    private final Runnable onEnd;
    private Iterator<Intent> first = Collections.emptyIterator();
    private long seen;
    private boolean bookmarkDue = true;
    private boolean ended;
    private Runnable silence = () -> {};
    private long timer;

    WatchStream(
            RoutingContext request,
            Intents intents,
            Kind kind,
            LabelSelector selector,
            WatchSight sight,
            Runnable onEnd) {
        this.request = request;
        this.response = request.response();
        this.intents = intents;
        this.kind = kind;
        this.selector = selector;
        this.sight = sight;
        this.onEnd = onEnd;
    }

    /**
     * Begins with what came after {@code from}, or with all there is.
     *
     * @param history in which {@code from} is known
     */
    void begin(IntentHistory history, OptionalLong from, Duration bookmarkEvery) {
        seen = from.orElse(history.version());
        if (from.isEmpty()) {
            first = history.now().values().stream()
                    .filter(sight.of(history.now()))
                    .filter(intent -> WatchEvent.isWatched(intent, kind, selector))
                    .iterator();
        }
        Context context = request.vertx().getOrCreateContext();
        silence = intents.listen(() -> context.runOnContext(_ -> pump()));
        timer = request.vertx().setPeriodic(bookmarkEvery.toMillis(), _ -> {
            bookmarkDue = true;
            pump();
        });
        response.closeHandler(_ -> end()).exceptionHandler(_ -> end());
        response.drainHandler(_ -> pump());
        response.setChunked(true).putHeader("Content-Type", "application/json;stream=watch");
        pump();
    }

    /** Writes what there is to say, as far as the connection takes it. */
    private void pump() {
        if (ended) {
            return;
        }
        Optional<IntentHistory> now = intents.history();
        if (now.isEmpty()) {
            cut(problem(Problem.UNAVAILABLE, "another process keeps the objects: ask again"));
            return;
        }
        Optional<List<IntentHistory.Change>> news = now.get().since(seen);
        if (news.isEmpty()) {
            cut(problem(Problem.EXPIRED, "this watch fell behind by more than is remembered: list again"));
            return;
        }
        if (news.get().stream().anyMatch(sight::shifts)) {
            cut(problem(Problem.EXPIRED, "what the caller may see may be something else now: list again"));
            return;
        }
        Predicate<Intent> visible = sight.of(now.get().now());
        while (first.hasNext() && !response.writeQueueFull()) {
            write(WatchEvent.Type.ADDED.name(), Manifests.write(first.next()));
        }
        for (IntentHistory.Change change : news.get()) {
            if (first.hasNext() || response.writeQueueFull()) {
                return;
            }
            seen = change.version();
            WatchEvent.of(change, kind, selector, visible)
                    .ifPresent(event -> write(event.type().name(), Manifests.write(event.object())));
        }
        bookmark();
    }

    private void bookmark() {
        if (bookmarkDue && !first.hasNext() && !response.writeQueueFull()) {
            bookmarkDue = false;
            ObjectNode object = JsonNodeFactory.instance
                    .objectNode()
                    .put("apiVersion", Kind.API_VERSION)
                    .put("kind", kind.text());
            object.putObject("metadata").put("resourceVersion", Long.toString(seen));
            write("BOOKMARK", object);
        }
    }

    private void write(String type, ObjectNode object) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("type", type);
        line.set("object", object);
        var _ = response.write(line + "\n");
    }

    private void cut(Answer why) {
        end();
        write("ERROR", why.body());
        long closing = request.vertx().setTimer(UNTIL_CLOSED.toMillis(), _ -> {
            var _ = request.request().connection().close();
        });
        var _ = response.end().onComplete(_ -> request.vertx().cancelTimer(closing));
    }

    private void end() {
        if (!ended) {
            ended = true;
            silence.run();
            request.vertx().cancelTimer(timer);
            onEnd.run();
        }
    }
}
