package io.fleetmesh.contract.plan;

import java.util.List;

/**
 * Records of one type that become something else in the same way.
 *
 * @param record their type
 * @param topic on which they are
 * @param keys theirs, ascending, never empty: a member's ID, or a profile's name
 */
public record RecordChange(Kind kind, String record, String topic, List<String> keys) {
    public RecordChange {
        keys = List.copyOf(keys);
    }

    /** What becomes of them. */
    public enum Kind {
        /** They are written for the first time. */
        CREATE,
        /** They are written with something else in them. */
        CHANGE,
        /** They are removed. */
        REMOVE
    }
}
