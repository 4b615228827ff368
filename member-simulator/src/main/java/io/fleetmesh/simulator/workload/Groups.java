package io.fleetmesh.simulator.workload;

import io.fleetmesh.simulator.store.Key;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Keys by what they belong to: pods by owner, services by a label they select, and the like. */
final class Groups<G> {
    private final Map<G, TreeSet<Key>> groups = new HashMap<>();

    void add(G group, Key key) {
        groups.computeIfAbsent(group, _ -> new TreeSet<>()).add(key);
    }

    void remove(G group, Key key) {
        TreeSet<Key> keys = groups.get(group);
        if (keys != null) {
            keys.remove(key);
            if (keys.isEmpty()) {
                groups.remove(group);
            }
        }
    }

    /** In order; empty if there is no such group. A live view: copy it to write meanwhile. */
    NavigableSet<Key> of(G group) {
        TreeSet<Key> keys = groups.get(group);
        return keys == null ? Collections.emptyNavigableSet() : Collections.unmodifiableNavigableSet(keys);
    }
}
