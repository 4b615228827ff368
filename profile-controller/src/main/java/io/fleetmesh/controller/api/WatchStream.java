package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.History.Change;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.WatchEvent;
import io.fleetmesh.controller.domain.access.AppliedPlaces;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One who watches. It has no queue of its own but what the connection takes (Vert.x' write queue), a bounded number of bytes: it
 * reads on in the history that all share as the connection empties. When nothing of that is taken for too long, or the history has
 * forgotten what it needs, it is cut, with a last line that says so. All but the constructor runs on the request's event loop.
 */
final class WatchStream<T> {
    /** For the last line to be read by one who is slow. */
    private static final Duration UNTIL_CLOSED = Duration.ofSeconds(10);

    /**
     * By which it is told what the caller may see.
     *
     * @param intents where role bindings are
     * @param from the version from which on a change of them matters
     * @param applied where members belong that are declared no more
     */
    record Declared(Optional<Intents> intents, long from, Supplier<AppliedPlaces> applied) {}

    private final RoutingContext request;
    private final HttpServerResponse response;
    private final Wanted<T> wanted;
    private final Optional<Intents> intents;
    private final Supplier<AppliedPlaces> applied;
    private final AppliedPlaces appliedFirst;
    private final ApiLoad load;
    private final Runnable onEnd;
    private final List<Runnable> listening = new ArrayList<>();
    private Iterator<T> first = Collections.emptyIterator();
    private long seen;
    private long declaredSeen;
    private boolean bookmarkDue = true;
    private boolean ended;
    private long timer;
    private long end;
    private OptionalLong late = OptionalLong.empty();

    /** @param onEnd gives its place back */
    WatchStream(RoutingContext request, Wanted<T> wanted, Declared declared, ApiLoad load, Runnable onEnd) {
        this.request = request;
        this.response = request.response();
        this.wanted = wanted;
        this.intents = declared.intents();
        this.declaredSeen = declared.from();
        this.applied = declared.applied();
        this.appliedFirst = applied.get();
        this.load = load;
        this.onEnd = onEnd;
    }

    /**
     * Begins with what came after {@code from}, or with all there is.
     *
     * @param history in which {@code from} is known
     * @param longest after which it is cut: the caller may have lost the credentials that it began with
     */
    void begin(History<T> history, OptionalLong from, Duration bookmarkEvery, Duration longest) {
        seen = from.orElse(history.version());
        if (from.isEmpty()) {
            first = history.now().values().stream().filter(wanted.selected()).iterator();
        }
        Context context = request.vertx().getOrCreateContext();
        Runnable changed = () -> context.runOnContext(_ -> pump());
        listening.add(wanted.kept().listen(changed));
        if (!wanted.sight().everything()) {
            intents.ifPresent(declared -> listening.add(declared.listen(changed)));
        }
        timer = request.vertx().setPeriodic(bookmarkEvery.toMillis(), _ -> {
            bookmarkDue = true;
            pump();
        });
        end = request.vertx()
                .setTimer(
                        longest.toMillis(),
                        _ -> cut(problem(Problem.EXPIRED, "this watch has lasted as long as one may: list again")));
        response.closeHandler(_ -> end()).exceptionHandler(_ -> end());
        if (response.closed()) {
            // Whoever hung up while it was found out who asks tells nobody any more.
            end();
            return;
        }
        response.setWriteQueueMaxSize(load.limits().watches().queuedBytes());
        response.drainHandler(_ -> {
            taken();
            pump();
        });
        response.setChunked(true).putHeader("Content-Type", "application/json;stream=watch");
        pump();
    }

    /** Writes what there is to say, as far as the connection takes it. */
    private void pump() {
        if (ended) {
            return;
        }
        Optional<History<T>> now = wanted.kept().history();
        if (now.isEmpty()) {
            cut(problem(Problem.UNAVAILABLE, "another process keeps the objects: ask again"));
            return;
        }
        Optional<List<Change<T>>> news = now.get().since(seen);
        if (news.isEmpty()) {
            load.watchCut("behind");
            cut(problem(Problem.EXPIRED, "this watch fell behind by more than is remembered: list again"));
            return;
        }
        visible().ifPresent(visible -> tell(news.get(), visible));
    }

    /** What the caller may see of objects; empty, and it is cut, if that may be something else than when it began. */
    private Optional<Function<T, Optional<T>>> visible() {
        if (wanted.sight().everything()) {
            return Optional.of(Optional::of);
        }
        Optional<History<Intent>> declared = intents.flatMap(Intents::history);
        if (declared.isEmpty()) {
            cut(problem(Problem.UNAVAILABLE, "another process keeps the role bindings: ask again"));
            return Optional.empty();
        }
        Optional<List<Change<Intent>>> since = declared.get().since(declaredSeen);
        AppliedPlaces now = applied.get();
        if (since.isEmpty()
                || since.get().stream().anyMatch(wanted.sight()::shifts)
                || wanted.sight().shifts(appliedFirst, now)) {
            cut(problem(Problem.EXPIRED, "what the caller may see may be something else now: list again"));
            return Optional.empty();
        }
        declaredSeen = declared.get().version();
        return Optional.of(wanted.sight().of(declared.get().now(), now));
    }

    private void tell(List<Change<T>> news, Function<T, Optional<T>> visible) {
        while (first.hasNext() && !response.writeQueueFull()) {
            visible.apply(first.next())
                    .ifPresent(object -> write(
                            WatchEvent.Type.ADDED.name(), wanted.document().apply(object)));
        }
        for (Change<T> change : news) {
            if (first.hasNext() || response.writeQueueFull()) {
                waitUntilTaken();
                return;
            }
            seen = change.version();
            WatchEvent.of(change, wanted.selected(), visible)
                    .ifPresent(event -> write(event.type().name(), at(seen, event.object())));
        }
        if (first.hasNext()) {
            waitUntilTaken();
        }
        bookmark();
    }

    private void waitUntilTaken() {
        if (late.isEmpty()) {
            late = OptionalLong.of(
                    request.vertx().setTimer(load.limits().watches().patience().toMillis(), _ -> {
                        load.watchCut("slow");
                        cut(slow());
                    }));
        }
    }

    private void taken() {
        late.ifPresent(request.vertx()::cancelTimer);
        late = OptionalLong.empty();
    }

    /** It can go on where it has read; but not amid all there is, which comes by key and not by version. */
    private Answer slow() {
        ApiLimits.OfWatches limits = load.limits().watches();
        FieldProblem slow = new FieldProblem(
                "this watch",
                "fleetmesh.api.watches.patience",
                "nothing taken of " + limits.queuedBytes() + " bytes (fleetmesh.api.watches.queued-bytes)",
                "what waits to be taken within " + limits.patience().toMillis() + " ms: "
                        + (first.hasNext() ? "list again" : "go on after the last resourceVersion that was read"));
        return problem(first.hasNext() ? Problem.EXPIRED : Problem.UNAVAILABLE, slow.text(), slow);
    }

    /** The object, at the version at which it came to be so, or went. */
    private ObjectNode at(long version, T object) {
        ObjectNode document = wanted.document().apply(object);
        document.withObjectProperty("metadata").put("resourceVersion", Long.toString(version));
        return document;
    }

    private void bookmark() {
        if (bookmarkDue && !first.hasNext() && !response.writeQueueFull()) {
            bookmarkDue = false;
            ObjectNode object = JsonNodeFactory.instance
                    .objectNode()
                    .put("apiVersion", Kind.API_VERSION)
                    .put("kind", wanted.kind());
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
            taken();
            listening.forEach(Runnable::run);
            request.vertx().cancelTimer(timer);
            request.vertx().cancelTimer(end);
            onEnd.run();
        }
    }
}
