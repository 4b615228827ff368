package io.fleetmesh.contract;

import java.time.Duration;
import java.util.List;

/**
 * Which log this is. A log that was lost and begun again has another ID; one that was restored from an older state has a
 * lower epoch than those who read it remember.
 *
 * @param id given once, when the log is begun or an operator accepts it in place of another
 * @param epoch grows with each claim of its owner and every {@link #TICK} while one is active
 * @param replaces the incarnations that an operator has given up for this one, the newest first
 */
public record Incarnation(String id, long epoch, List<String> replaces) implements FleetRecord {
    /** Its key in the topic {@link Topic#log}. */
    public static final String KEY = "incarnation";
    /** How long the epoch stands still at most: a log restored to a state from before is recognized. */
    public static final Duration TICK = Duration.ofMinutes(1);

    public Incarnation {
        replaces = List.copyOf(replaces);
    }

    @Override
    public String key() {
        return KEY;
    }
}
