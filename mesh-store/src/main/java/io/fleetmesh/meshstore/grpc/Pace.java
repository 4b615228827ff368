package io.fleetmesh.meshstore.grpc;

/**
 * A token bucket: at most so many steps a second, of which those not taken are saved up for a tenth of a second. Time is
 * {@link System#nanoTime}'s. Not thread-safe.
 */
final class Pace {
    private static final long SECOND = 1_000_000_000L;
    private static final long SAVED = SECOND / 10;

    private final long interval;
    private long next;

    Pace(int perSecond, long now) {
        this.interval = SECOND / perSecond;
        this.next = now - SAVED;
    }

    /** Takes a step, for which it is time. */
    void step(long now) {
        next = Math.max(next, now - SAVED) + interval;
    }

    /** Nanoseconds until the next step may be taken, 0 for now. */
    long pause(long now) {
        return Math.max(0, next - now);
    }
}
