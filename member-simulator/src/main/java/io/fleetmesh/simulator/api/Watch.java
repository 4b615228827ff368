package io.fleetmesh.simulator.api;

import io.fleetmesh.simulator.store.Change;
import io.fleetmesh.simulator.store.ChangeLog;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Refusal;
import io.fleetmesh.simulator.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One watch: a position in the log of changes and a sink. It holds no events of its own, so a slow client costs no memory; one
 * whose position falls out of the log is cut.
 */
final class Watch {
    private final ObjectStore store;
    private final Kind kind;
    private final String namespace;
    private final ListQuery query;
    private final Rendering rendering;
    private final WatchSink sink;
    private List<StoredObject> initial = List.of();
    private int initialSent;
    private long position;
    private long revision;
    private boolean ended;

    private Watch(
            ObjectStore store, Kind kind, String namespace, ListQuery query, Rendering rendering, WatchSink sink) {
        this.store = store;
        this.kind = kind;
        this.namespace = namespace;
        this.query = query;
        this.rendering = rendering;
        this.sink = sink;
    }

    /** Starts from the revision asked for, or with all present objects as created. */
    static Watch open(
            ObjectStore store, Kind kind, String namespace, ListQuery query, Rendering rendering, WatchSink sink) {
        Watch watch = new Watch(store, kind, namespace, query, rendering, sink);
        sink.onDrain(_ -> watch.pump());
        watch.start();
        watch.pump();
        return watch;
    }

    private void start() {
        try {
            if (query.resourceVersion() > 0) {
                revision = query.resourceVersion();
                position = log().after(revision);
                return;
            }
        } catch (Refusal e) {
            fail(e);
            return;
        }
        initial = store.table(kind).in(namespace).stream()
                .filter(query.selector())
                .toList();
        revision = store.revision();
        position = log().end();
    }

    Kind kind() {
        return kind;
    }

    boolean ended() {
        return ended;
    }

    /** Sends what the client has not seen, as far as it takes it. */
    void pump() {
        if (!ended && position < log().end() && log().at(position).isEmpty()) {
            cut();
        }
        while (!ended && !sink.full()) {
            if (initialSent < initial.size()) {
                send("ADDED", rendering.object(initial.get(initialSent)));
                initialSent++;
            } else if (position < log().end()) {
                initial = List.of();
                initialSent = 0;
                next();
            } else {
                return;
            }
        }
    }

    private void next() {
        Optional<Change> change = log().at(position);
        if (change.isEmpty()) {
            cut();
            return;
        }
        position++;
        if (change.get().revision() > revision) {
            revision = change.get().revision();
            push(change.get());
        }
    }

    private void push(Change change) {
        if (!namespace.isEmpty() && !change.key().namespace().equals(namespace)) {
            return;
        }
        boolean before = change.before().filter(query.selector()).isPresent();
        boolean after = change.after().filter(query.selector()).isPresent();
        if (after) {
            send(before ? "MODIFIED" : "ADDED", rendering.object(change.last()));
        } else if (before) {
            send("DELETED", rendering.object(change.last()));
        }
    }

    /** Says how far the watch has come, if the client asked for that and has all events. */
    void bookmark() {
        if (ended || !query.bookmarks() || position < log().end() || initialSent < initial.size()) {
            return;
        }
        revision = Math.max(revision, store.revision());
        var object = Json.object().put("kind", kind.kindName()).put("apiVersion", kind.apiVersion());
        object.putObject("metadata")
                .put("resourceVersion", Long.toString(revision))
                .putNull("creationTimestamp");
        send("BOOKMARK", Json.bytes(object));
    }

    /** Sends the refusal as an event and ends. */
    void fail(Refusal refusal) {
        if (!ended) {
            send("ERROR", Json.bytes(Statuses.of(refusal)));
            end();
        }
    }

    void end() {
        if (!ended) {
            ended = true;
            sink.end();
        }
    }

    void cut() {
        if (!ended) {
            ended = true;
            sink.cut();
        }
    }

    private void send(String type, byte[] object) {
        byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream event = new ByteArrayOutputStream(head.length + object.length + 2);
        event.writeBytes(head);
        event.writeBytes(object);
        event.write('}');
        event.write('\n');
        sink.send(event.toByteArray());
    }

    private ChangeLog log() {
        return store.table(kind).log();
    }
}
