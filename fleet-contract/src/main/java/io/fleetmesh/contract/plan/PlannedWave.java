package io.fleetmesh.contract.plan;

import java.util.List;

/**
 * Members in which something changes at the same time.
 *
 * @param name the wave's in its strategy, or one of the two below
 * @param members ascending, never empty
 * @param soakSeconds how long it is watched before the next begins
 * @param pause whether an operator must say that it goes on afterwards
 */
public record PlannedWave(String name, List<String> members, int soakSeconds, boolean pause) {
    /** Who is in no wave; no strategy can have a wave of this name. */
    public static final String REST = "(rest)";
    /** All, where there is no strategy. */
    public static final String ALL = "(all)";

    public PlannedWave {
        members = List.copyOf(members);
    }
}
