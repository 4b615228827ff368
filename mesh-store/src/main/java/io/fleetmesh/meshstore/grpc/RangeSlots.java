package io.fleetmesh.meshstore.grpc;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much of range responses is held in memory at once. Agents that all list anew, as after a restart, wait in line for
 * as long as it takes; only a line that is itself too long is turned away. One connection cannot hold the places of all.
 * Thread-safe; waiting is meant for virtual threads.
 */
final class RangeSlots {
    private static final int UNIT = 1024;

    private final Semaphore units;
    private final int most;
    private final int longestLine;
    private final AtomicInteger line = new AtomicInteger();

    RangeSlots(StoreLimits.OfRanges limits) {
        this.most = Math.toIntExact(Math.max(1, limits.bytes() / UNIT));
        this.units = new Semaphore(most, true);
        this.longestLine = limits.waiting();
    }

    /** A place in line for a call, to be left by {@link #leave}; false if the line is too long. */
    boolean enter() {
        if (line.incrementAndGet() <= longestLine) {
            return true;
        }
        line.decrementAndGet();
        return false;
    }

    void leave() {
        line.decrementAndGet();
    }

    /**
     * Waits until a response of so many bytes may be held.
     *
     * @return what then has to be {@link #release released}; a response above the whole budget takes all of it
     */
    int acquire(long bytes) throws InterruptedException {
        int wanted = (int) Math.min(most, 1 + bytes / UNIT);
        units.acquire(wanted);
        return wanted;
    }

    /** Responses that wait for room. */
    int waiting() {
        return units.getQueueLength();
    }

    void release(int units) {
        this.units.release(units);
    }
}
