package io.fleetmesh.simulator.api;

import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Refusal;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The open watches of a member. A change is on its way to them before the write that made it is answered. */
final class Watches {
    private static final long BOOKMARK_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private final Vertx vertx;
    private final ObjectStore store;
    private final Set<Watch> open = new LinkedHashSet<>();
    private final long bookmarkTimer;

    Watches(Vertx vertx, ObjectStore store) {
        this.vertx = vertx;
        this.store = store;
        store.listen(change -> pump(change.kind()));
        bookmarkTimer =
                vertx.setPeriodic(BOOKMARK_MILLIS, _ -> List.copyOf(open).forEach(Watch::bookmark));
    }

    void open(Kind kind, String namespace, ListQuery query, Rendering rendering, WatchSink sink) {
        Watch watch = Watch.open(store, kind, namespace, query, rendering, sink);
        if (watch.ended()) {
            return;
        }
        open.add(watch);
        sink.onClose(_ -> {
            open.remove(watch);
            watch.end();
        });
        if (query.timeoutSeconds() > 0) {
            vertx.setTimer(TimeUnit.SECONDS.toMillis(query.timeoutSeconds()), _ -> {
                watch.bookmark();
                watch.end();
                open.remove(watch);
            });
        }
    }

    private void pump(Kind kind) {
        for (Watch watch : open) {
            if (watch.kind() == kind) {
                watch.pump();
            }
        }
        open.removeIf(Watch::ended);
    }

    void drop() {
        List<Watch> all = List.copyOf(open);
        open.clear();
        all.forEach(Watch::cut);
    }

    /** Ends all with 410. */
    void expire() {
        List<Watch> all = List.copyOf(open);
        open.clear();
        Refusal gone = Refusal.tooOld(store.revision(), store.revision());
        all.forEach(watch -> watch.fail(gone));
    }

    void close() {
        vertx.cancelTimer(bookmarkTimer);
        drop();
    }
}
