package io.fleetmesh.contract.plan;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.fleetmesh.contract.resource.RolloutStrategySpec.Gate;
import java.util.List;
import java.util.Optional;

/**
 * Members in which something changes at the same time.
 *
 * @param name the wave's in its strategy, or one of the two below
 * @param members ascending, never empty
 * @param soakSeconds how long it is watched before the next begins
 * @param pause whether an operator must say that it goes on afterwards
 * @param gates what must hold at its end; absent in records of earlier releases
 * @param maxFailures members that may fail, this wave's and those of waves before together, before the rollout stops; absent
 *     without a strategy, and in records of earlier releases
 */
public record PlannedWave(
        String name,
        List<String> members,
        int soakSeconds,
        boolean pause,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Gate> gates,
        Optional<Integer> maxFailures) {
    /** Who is in no wave; no strategy can have a wave of this name. */
    public static final String REST = "(rest)";
    /** All, where there is no strategy. */
    public static final String ALL = "(all)";

    public PlannedWave {
        members = List.copyOf(members);
        gates = List.copyOf(gates);
    }
}
