package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Writes;

/** Writes an object the way it shall be; the same again is no change. */
final class Upsert {
    private Upsert() {}

    static void put(ObjectStore store, Writes writes, Kind kind, Key key, ObjectNode wanted) {
        if (store.get(kind, key).isPresent()) {
            var _ = writes.replace(kind, key, wanted);
        } else {
            var _ = writes.create(kind, key.namespace(), wanted);
        }
    }
}
