package io.fleetmesh.simulator.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The objects of one member under one sequence of revisions. Every change is told to the listeners before the call returns;
 * listeners must not write. Used by one thread at a time: the member's event loop.
 */
public final class ObjectStore {
    private final Map<Kind, KindTable> tables = new EnumMap<>(Kind.class);
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private long revision;

    /**
     * @param firstRevision where the sequence starts; must grow from run to run
     * @param window how many changes of each kind are kept for watches and pages
     */
    public ObjectStore(long firstRevision, int window) {
        revision = firstRevision;
        for (Kind kind : Kind.values()) {
            tables.put(kind, new KindTable(window, firstRevision));
        }
    }

    public long revision() {
        return revision;
    }

    public KindTable table(Kind kind) {
        return Objects.requireNonNull(tables.get(kind));
    }

    public Optional<StoredObject> get(Kind kind, Key key) {
        return table(kind).get(key);
    }

    /** The object, or a refusal with 404. */
    public StoredObject require(Kind kind, Key key) {
        return get(kind, key).orElseThrow(() -> Refusal.notFound(kind, key.name()));
    }

    /** Creates or replaces; the tree belongs to the store from here on. */
    StoredObject put(Kind kind, Key key, ObjectNode node) {
        StoredObject after = stamped(kind, key, node);
        commit(new Change(kind, key, revision, get(kind, key), Optional.of(after), after));
        return after;
    }

    /** Deletes; the answer is the last state under the deletion's revision. */
    StoredObject remove(Kind kind, Key key) {
        StoredObject before = require(kind, key);
        StoredObject last = stamped(kind, key, before.copy());
        commit(new Change(kind, key, revision, Optional.of(before), Optional.empty(), last));
        return last;
    }

    private StoredObject stamped(Kind kind, Key key, ObjectNode node) {
        revision++;
        Json.child(node, "metadata").put("resourceVersion", Long.toString(revision));
        return new StoredObject(kind, key, revision, node);
    }

    private void commit(Change change) {
        table(change.kind()).apply(change);
        listeners.forEach(listener -> listener.accept(change));
    }

    /** Forgets all changes so far: watches and pages from before end in 410. */
    public void compact() {
        tables.values().forEach(table -> table.log().clear(revision));
    }

    /** Tells {@code listener} of every change from now on. */
    public void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    /** All objects as they are now, in the order of keys. */
    public Map<Kind, List<StoredObject>> snapshot() {
        Map<Kind, List<StoredObject>> snapshot = new EnumMap<>(Kind.class);
        tables.forEach((kind, table) -> snapshot.put(kind, List.copyOf(table.in(""))));
        return snapshot;
    }
}
