package io.fleetmesh.simulator.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The objects of one kind and the log of their changes. */
public final class KindTable {
    private final TreeMap<Key, StoredObject> objects = new TreeMap<>();
    private final ChangeLog log;

    KindTable(int window, long floor) {
        log = new ChangeLog(window, floor);
    }

    public ChangeLog log() {
        return log;
    }

    public Optional<StoredObject> get(Key key) {
        return Optional.ofNullable(objects.get(key));
    }

    /** The objects of a namespace, or of all if it is empty, in the order of keys. To read at once, not to keep. */
    public Collection<StoredObject> in(String namespace) {
        return Collections.unmodifiableCollection(within(objects, namespace).values());
    }

    /** As {@link #in}, as of {@code revision}; refuses with 410 if that is too long ago. */
    public List<StoredObject> at(long revision, String namespace) {
        long changed = log.after(revision);
        if (changed == log.end()) {
            return List.copyOf(in(namespace));
        }
        TreeMap<Key, StoredObject> then = new TreeMap<>(objects);
        for (long index = log.end() - 1; index >= changed; index--) {
            Change change = log.at(index).orElseThrow();
            change.before().ifPresentOrElse(before -> then.put(change.key(), before), () -> then.remove(change.key()));
        }
        return new ArrayList<>(within(then, namespace).values());
    }

    private static NavigableMap<Key, StoredObject> within(NavigableMap<Key, StoredObject> map, String namespace) {
        return namespace.isEmpty()
                ? map
                : map.subMap(new Key(namespace, ""), true, new Key(namespace + "\0", ""), false);
    }

    void apply(Change change) {
        change.after().ifPresentOrElse(after -> objects.put(change.key(), after), () -> objects.remove(change.key()));
        log.append(change);
    }
}
