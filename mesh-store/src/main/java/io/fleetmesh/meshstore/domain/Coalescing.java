package io.fleetmesh.meshstore.domain;

import java.time.Duration;

/**
 * How long after a write of a service the next one waits. On the wire a service is one value, sent whole to every agent,
 * so the cost of a write grows with its size:
 *
 * <pre>interval = 0                                      size below freeBelow
 *            min(longest, size / bytesPerSecond)    otherwise</pre>
 *
 * @param freeBelow bytes of a value that may be written as often as it changes
 * @param bytesPerSecond most bytes a second that one service sends to one agent
 * @param longest upper bound of the interval
 */
public record Coalescing(int freeBelow, long bytesPerSecond, Duration longest) {
    private static final long NANOS = 1_000_000_000L;

    public Coalescing {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "Coalescing.bytesPerSecond: expected at least 1, found " + bytesPerSecond);
        }
        if (longest.isNegative()) {
            throw new IllegalArgumentException("Coalescing.longest: expected 0 or more, found " + longest);
        }
    }

    /** Below 1 KiB at once; 100 KiB every 0.2 s; 787 KiB, a service of 5,000 backends, every 1.5 s; never above 5 s. */
    public static Coalescing defaults() {
        return new Coalescing(1 << 10, 512L << 10, Duration.ofSeconds(5));
    }

    Duration interval(int size) {
        if (size < freeBelow) {
            return Duration.ZERO;
        }
        Duration interval = Duration.ofNanos(NANOS * size / bytesPerSecond);
        return interval.compareTo(longest) < 0 ? interval : longest;
    }
}
