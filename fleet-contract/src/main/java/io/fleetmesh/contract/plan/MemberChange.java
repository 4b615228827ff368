package io.fleetmesh.contract.plan;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of one member.
 *
 * @param observed whether it only looks on afterwards; for one that leaves, whether it did before
 * @param fields what differs in its Member record, by name
 * @param labels what differs in its labels in the AppliedProfile, by key: segments, waves and, while it drains, roles go by them;
 *     absent in records of earlier releases
 */
public record MemberChange(
        String member,
        Kind kind,
        boolean observed,
        List<FieldChange> fields,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<FieldChange> labels) {
    public MemberChange {
        fields = List.copyOf(fields);
        labels = List.copyOf(labels);
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
