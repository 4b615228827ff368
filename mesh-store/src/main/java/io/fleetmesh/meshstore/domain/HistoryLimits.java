package io.fleetmesh.meshstore.domain;

import java.time.Duration;

/**
 * How much of the past is kept. The oldest commits go as soon as any of the three is exceeded; the newest of each view
 * stays.
 *
 * @param maxEvents events in the log of one view, at least 1
 * @param maxBytes heap that the past of all views takes together ({@link HistoryBudget})
 * @param keepFor age of the oldest commit
 */
public record HistoryLimits(int maxEvents, long maxBytes, Duration keepFor) {
    public HistoryLimits {
        if (maxEvents < 1) {
            throw new IllegalArgumentException("HistoryLimits.maxEvents: expected at least 1, found " + maxEvents);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("HistoryLimits.maxBytes: expected at least 1, found " + maxBytes);
        }
        if (!keepFor.isPositive()) {
            throw new IllegalArgumentException("HistoryLimits.keepFor: expected a positive time, found " + keepFor);
        }
    }

    /** A million events, 48 MiB, 15 minutes: an agent that was away for a restart of its node's network resumes. */
    public static HistoryLimits defaults() {
        return new HistoryLimits(1_000_000, 48L << 20, Duration.ofMinutes(15));
    }
}
