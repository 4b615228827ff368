package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.Meta;

/** Names the object that another was made for. */
final class Owners {
    private Owners() {}

    static void set(ObjectNode metadata, Kind kind, ObjectNode owner) {
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", kind.apiVersion())
                .put("kind", kind.kindName())
                .put("name", Meta.name(owner))
                .put("uid", Meta.uid(owner))
                .put("controller", true)
                .put("blockOwnerDeletion", true);
    }
}
