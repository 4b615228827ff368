package io.fleetmesh.meshstore.grpc;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much of range responses is in memory at once. Agents that all list anew, as after a restart, wait in line for as long
 * as it takes; only a line that is itself too long is turned away. A response is made only when it is its call's turn, so
 * that beside those that the budget counts there are never more than a few. Thread-safe; waiting is meant for virtual
 * threads.
 */
final class RangeSlots {
    private final Semaphore building;
    private final ByteBudget bytes;
    private final int longestLine;
    private final AtomicInteger line = new AtomicInteger();

    RangeSlots(StoreLimits.OfRanges limits, ByteBudget bytes) {
        this.building = new Semaphore(limits.building(), true);
        this.bytes = bytes;
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

    /** Waits until a response may be made; {@link #built} is to follow when it is counted or given up. */
    void build() throws InterruptedException {
        building.acquire();
    }

    void built() {
        building.release();
    }

    ByteBudget bytes() {
        return bytes;
    }

    /** Calls that are not answered yet. */
    int waiting() {
        return line.get();
    }
}
