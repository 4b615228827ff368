package io.fleetmesh.contract.plan;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;

/**
 * Somebody answers for it that a check fails, and for no more than what failed then: who was only warned of, or fits only
 * later into the same check, is not among it.
 *
 * @param members whom failures concerned when it was given, ascending; absent in records of earlier releases, and then those
 *     of the plan that has it
 */
public record CheckOverride(
        String check,
        String reason,
        String actor,
        Instant at,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> members) {
    public CheckOverride {
        members = List.copyOf(members);
    }
}
