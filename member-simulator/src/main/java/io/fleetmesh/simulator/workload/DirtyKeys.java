package io.fleetmesh.simulator.workload;

import io.fleetmesh.simulator.store.Key;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keys to look at again, each once, in the order of their first mark. */
final class DirtyKeys {
    private Set<Key> keys = new LinkedHashSet<>();

    void mark(Key key) {
        keys.add(key);
    }

    /** All marked so far; marks made meanwhile are for the next time. */
    List<Key> take() {
        List<Key> taken = List.copyOf(keys);
        keys = new LinkedHashSet<>();
        return taken;
    }
}
