package io.fleetmesh.simulator.api;

import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.StoredObject;
import java.util.List;
import java.util.Map;

/** All objects as they were at one revision. */
record StaleLists(long revision, Map<Kind, List<StoredObject>> objects) {
    static StaleLists now(ObjectStore store) {
        return new StaleLists(store.revision(), store.snapshot());
    }

    List<StoredObject> in(Kind kind, String namespace) {
        return objects.getOrDefault(kind, List.of()).stream()
                .filter(object ->
                        namespace.isEmpty() || object.key().namespace().equals(namespace))
                .toList();
    }
}
