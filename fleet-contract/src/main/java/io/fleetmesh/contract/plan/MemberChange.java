package io.fleetmesh.contract.plan;

import java.util.List;
import java.util.Optional;

/**
 * What becomes of one member.
 *
 * @param observed whether it only looks on afterwards; for one that leaves, whether it did before
 * @param fields what differs, by name
 */
public record MemberChange(String member, Kind kind, boolean observed, List<FieldChange> fields) {
    public MemberChange {
        fields = List.copyOf(fields);
    }

    /** What a change comes to. */
    public enum Kind {
        /** Becomes a member. */
        ADMIT,
        /** Stays one, and something about it is different. */
        CHANGE,
        /** Stays for a while; its services are withdrawn everywhere. */
        DRAIN,
        /** Is a member no more. */
        LEAVE
    }

    /** One field; absent where there is no value. */
    public record FieldChange(String field, Optional<String> from, Optional<String> to) {}
}
