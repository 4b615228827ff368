package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The declared objects as they are, and the newest changes that made them so. Immutable. */
public final class IntentHistory {
    /** The most changes that are remembered. */
    static final int KEPT = 1000;

    private final NavigableMap<String, Intent> now;
    private final long version;
    private final long since;
    private final List<Change> changes;

    /**
     * One object that came, changed or went.
     *
     * @param version above that of every change before
     */
    public record Change(long version, Optional<Intent> before, Optional<Intent> after) {}

    private IntentHistory(NavigableMap<String, Intent> now, long version, long since, List<Change> changes) {
        this.now = now;
        this.version = version;
        this.since = since;
        this.changes = changes;
    }

    /** Of which nothing is known but the objects at {@code version}. */
    public static IntentHistory begin(NavigableMap<String, Intent> objects, long version) {
        return new IntentHistory(
                Collections.unmodifiableNavigableMap(new TreeMap<>(objects)), version, version, List.of());
    }

    /** After what was decided, at a version above this one's. */
    public IntentHistory after(IntentDecision decision, long at) {
        return switch (decision) {
            case IntentDecision.Written(Intent intent, boolean _) -> with(intent.key(), Optional.of(intent), at);
            case IntentDecision.Deleted(Intent intent) -> with(intent.key(), Optional.empty(), at);
            case IntentDecision.Unchanged _, IntentDecision.Refused _ -> this;
        };
    }

    private IntentHistory with(String key, Optional<Intent> after, long at) {
        NavigableMap<String, Intent> then = new TreeMap<>(now);
        Optional<Intent> before = Optional.ofNullable(then.remove(key));
        after.ifPresent(intent -> then.put(key, intent));
        List<Change> all = new ArrayList<>(changes);
        all.add(new Change(at, before, after));
        int forgotten = Math.max(0, all.size() - KEPT);
        return new IntentHistory(
                Collections.unmodifiableNavigableMap(then),
                at,
                forgotten == 0 ? since : all.get(forgotten - 1).version(),
                List.copyOf(all.subList(forgotten, all.size())));
    }

    /** The objects by key. */
    public NavigableMap<String, Intent> now() {
        return now;
    }

    /** Of the newest change: that of whoever has seen all of {@link #now}. */
    public long version() {
        return version;
    }

    /** What came after {@code seen}, oldest first; empty if that is not known any more, or was never given. */
    public Optional<List<Change>> since(long seen) {
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
