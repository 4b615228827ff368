package io.fleetmesh.meshstore.grpc;

import java.time.Duration;

/** Bounds. What is over them is refused or waits, and what is under them does not notice. */
public record StoreLimits(OfConnections connections, OfRanges ranges, OfWatches watches) {

    /**
     * Decided before a handshake.
     *
     * @param open at once
     * @param perAddress open at once from one address: a node's agent has one for each peer, and so has the operator
     * @param handshakesPerSecond new ones that are taken up in a second; more wait in the kernel's queue
     * @param callsEach calls that are open at once on one
     */
    public record OfConnections(int open, int perAddress, int handshakesPerSecond, int callsEach) {
        public OfConnections {
            requirePositive("connections.open", open);
            requirePositive("connections.perAddress", perAddress);
            requirePositive("connections.handshakesPerSecond", handshakesPerSecond);
            requirePositive("connections.callsEach", callsEach);
        }
    }

    /**
     * Agents that list anew wait in line.
     *
     * @param bytes of responses that are held at once, over all clients
     * @param perConnection responses that a connection holds at once
     * @param waiting calls that may wait for their turn, over all clients
     */
    public record OfRanges(long bytes, int perConnection, int waiting) {
        public OfRanges {
            requirePositive("ranges.bytes", bytes);
            requirePositive("ranges.perConnection", perConnection);
            requirePositive("ranges.waiting", waiting);
        }
    }

    /**
     * What a watcher is sent at once.
     *
     * @param perStream watches on one stream
     * @param fragmentBytes events of one response to a client that asked for fragments
     * @param progressInterval how often an idle watch that asked for it is told the revision
     */
    public record OfWatches(int perStream, int fragmentBytes, Duration progressInterval) {
        public OfWatches {
            requirePositive("watches.perStream", perStream);
            requirePositive("watches.fragmentBytes", fragmentBytes);
            requirePositive("watches.progressInterval", progressInterval.toNanos());
        }
    }

    /** For 200 nodes and 50 peers, with room. */
    public static StoreLimits defaults() {
        return new StoreLimits(
                new OfConnections(20_000, 2_048, 1_000, 256),
                new OfRanges(64 << 20, 32, 20_000),
                new OfWatches(1_024, 1 << 20, Duration.ofMinutes(10)));
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("StoreLimits." + name + ": expected at least 1, found " + value);
        }
    }
}
