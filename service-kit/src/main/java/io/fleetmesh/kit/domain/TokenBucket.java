package io.fleetmesh.kit.domain;

/**
 * Tells what comes now and then from what comes all the time: tokens, one for each, come at a steady rate, and who finds none
 * loses what there was of one, so that the busy stay busy until they rest. Times are nanoseconds of one clock that never
 * goes back. Not thread-safe.
 */
public final class TokenBucket {
    private static final double NANOS = 1e9;

    private final double perNano;
    private final double burst;
    private double tokens;
    private long filled;

    /**
     * @param rate of what does not count as busy, a second
     * @param burst how much at one moment, after a rest, does not either
     */
    public TokenBucket(double rate, int burst, long now) {
        this.perNano = rate / NANOS;
        this.burst = burst;
        this.tokens = burst;
        this.filled = now;
    }

    /** Notes one; true if there was a token for it. */
    public boolean take(long now) {
        tokens = Math.min(burst, tokens + (now - filled) * perNano);
        filled = now;
        if (tokens < 1) {
            tokens = 0;
            return false;
        }
        tokens--;
        return true;
    }
}
