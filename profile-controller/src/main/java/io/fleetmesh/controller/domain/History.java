package io.fleetmesh.controller.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Objects as they are, by key, and the newest changes that made them so. Immutable. */
public final class History<T> {
    /** The most changes that are remembered, where nothing else is said. */
    static final int KEPT = 1000;

    private final NavigableMap<String, T> now;
    private final long version;
    private final long since;
    private final List<Change<T>> changes;
    private final int kept;

    /**
     * One object that came, changed or went.
     *
     * @param version above that of every change before
     */
    public record Change<T>(long version, Optional<T> before, Optional<T> after) {}

    private History(NavigableMap<String, T> now, long version, long since, List<Change<T>> changes, int kept) {
        this.now = Collections.unmodifiableNavigableMap(now);
        this.version = version;
        this.since = since;
        this.changes = changes;
        this.kept = kept;
    }

    /** Of which nothing is known but the objects at {@code version}. */
    public static <T> History<T> begin(Map<String, T> objects, long version) {
        return begin(objects, version, KEPT);
    }

    /**
     * The same, of large objects perhaps.
     *
     * @param kept the most changes that are remembered
     */
    public static <T> History<T> begin(Map<String, T> objects, long version, int kept) {
        return new History<>(new TreeMap<>(objects), version, version, List.of(), kept);
    }

    /** After one change, at a version above this one's; {@code object} is empty if it went. */
    public History<T> after(String key, Optional<T> object, long at) {
        NavigableMap<String, T> then = new TreeMap<>(now);
        return with(then, List.of(change(then, key, object, at)), at);
    }

    /** After any number of changes, each of which that changes something at the next version. */
    public History<T> after(Map<String, Optional<T>> objects) {
        NavigableMap<String, T> then = new TreeMap<>(now);
        List<Change<T>> fresh = new ArrayList<>();
        objects.forEach((key, object) -> {
            if (!Optional.ofNullable(then.get(key)).equals(object)) {
                fresh.add(change(then, key, object, version + fresh.size() + 1));
            }
        });
        return fresh.isEmpty() ? this : with(then, fresh, version + fresh.size());
    }

    private static <T> Change<T> change(NavigableMap<String, T> then, String key, Optional<T> object, long at) {
        Optional<T> before = Optional.ofNullable(then.remove(key));
        object.ifPresent(present -> then.put(key, present));
        return new Change<>(at, before, object);
    }

    private History<T> with(NavigableMap<String, T> then, List<Change<T>> fresh, long at) {
        List<Change<T>> all = new ArrayList<>(changes);
        all.addAll(fresh);
        int forgotten = Math.max(0, all.size() - kept);
        return new History<>(
                then,
                at,
                forgotten == 0 ? since : all.get(forgotten - 1).version(),
                List.copyOf(all.subList(forgotten, all.size())),
                kept);
    }

    /** The objects by key. */
    public NavigableMap<String, T> now() {
        return now;
    }

    /** Of the newest change: that of whoever has seen all of {@link #now}. */
    public long version() {
        return version;
    }

    /** What came after {@code seen}, oldest first; empty if that is not known any more, or was never given. */
    public Optional<List<Change<T>>> since(long seen) {
        if (seen < since || seen > version) {
            return Optional.empty();
        }
        int from = changes.size();
        while (from > 0 && changes.get(from - 1).version() > seen) {
            from--;
        }
        return Optional.of(changes.subList(from, changes.size()));
    }
}
