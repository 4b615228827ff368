package io.fleetmesh.kit.domain;

/**
 * Tells a partition that is written now and then from one that is written all the time: a bucket of tokens, one for each
 * record, that fills at a steady rate. Times are nanoseconds of one clock that never goes back. Not thread-safe.
 */
public final class Pace {
    private static final double NANOS = 1e9;

    private final double perNano;
    private final double burst;
    private double tokens;
    private long filled;

    /**
     * @param rate records a second that are no reason to wait
     * @param burst records at one moment that are none either, after a rest
     */
    public Pace(double rate, int burst, long now) {
        this.perNano = rate / NANOS;
        this.burst = burst;
        this.tokens = burst;
        this.filled = now;
    }

    /** Notes a record; true if it may go at once. */
    public boolean take(long now) {
        tokens = Math.min(burst, tokens + (now - filled) * perNano);
        filled = now;
        if (tokens < 1) {
            // What waits takes what has come meanwhile: a busy partition is not let through now and then.
            tokens = 0;
            return false;
        }
        tokens--;
        return true;
    }
}
