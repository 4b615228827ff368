package io.fleetmesh.meshstore.domain;

import java.time.Duration;

/**
 * How a projection writes.
 *
 * @param coalescing how often a service is written
 * @param history how much of the past views keep
 * @param removalGrace how long the data of a cluster stays after its cluster configuration has gone from a view:
 *     KVStoreMesh waits three minutes, so that an agent learns of the removal from its own configuration first
 */
public record ProjectionSettings(Coalescing coalescing, HistoryLimits history, Duration removalGrace) {
    public ProjectionSettings {
        if (removalGrace.isNegative()) {
            throw new IllegalArgumentException(
                    "ProjectionSettings.removalGrace: expected 0 or more, found " + removalGrace);
        }
    }

    public static ProjectionSettings defaults() {
        return withRemovalGrace(Duration.ofMinutes(3));
    }

    /** The defaults but for one. */
    public static ProjectionSettings withRemovalGrace(Duration removalGrace) {
        return of(HistoryLimits.defaults(), removalGrace);
    }

    /** The defaults but for two. */
    public static ProjectionSettings of(HistoryLimits history, Duration removalGrace) {
        return new ProjectionSettings(Coalescing.defaults(), history, removalGrace);
    }
}
