package io.fleetmesh.meshstore.grpc;

/**
 * How much of lists is in memory at once, and whose turn it is. Agents that all list anew, as after a restart, wait in line
 * for as long as it takes; only a line that is itself too long is turned away. A response is made only when there is room for
 * it, so that who waits holds nothing. Clusters have {@link Shares} of the line and of the room, and take {@link Turns}: what
 * one of them asks for does not hold up another. Thread-safe; waiting is meant for virtual threads.
 */
final class RangeSlots {
    private final Turns turns;
    private final ByteBudget bytes;
    private final Shares line;

    RangeSlots(StoreLimits.OfRanges limits, ByteBudget bytes) {
        this.turns = new Turns(limits.building());
        this.bytes = bytes;
        this.line = new Shares(limits.waiting());
    }

    /** A place in line for a call, to be left by {@link #leave}; false if the cluster has too many. */
    boolean enter(String cluster) {
        synchronized (line) {
            boolean free = line.mayTake(cluster, 1);
            if (free) {
                line.take(cluster, 1);
            }
            return free;
        }
    }

    void leave(String cluster) {
        synchronized (line) {
            line.give(cluster, 1);
        }
    }

    /** Whose turn it is to read, and to make a response. */
    Turns turns() {
        return turns;
    }

    ByteBudget bytes() {
        return bytes;
    }

    /** Calls that are not answered yet. */
    long waiting() {
        synchronized (line) {
            return line.taken();
        }
    }
}
