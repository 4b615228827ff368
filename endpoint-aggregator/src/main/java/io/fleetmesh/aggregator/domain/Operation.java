package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MeshRecord;

/** One write to a member's mesh topic. Operations are carried out in the order in which a plan lists them. */
public sealed interface Operation {

    /** Key of the record in the mesh topic. */
    String key();

    /** Write the record. */
    record Put(MeshRecord value) implements Operation {
        @Override
        public String key() {
            return value.key();
        }
    }

    /** Write a tombstone. */
    record Delete(String key) implements Operation {}
}
