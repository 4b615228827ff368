package io.fleetmesh.meshstore.grpc;

import java.time.Duration;

/** Bounds. What is over them is refused or waits, and what is under them does not notice. */
public record StoreLimits(OfConnections connections, OfCalls calls, OfPings pings, OfRanges ranges, OfWatches watches) {

    /**
     * Decided before a handshake.
     *
     * @param open at once
     * @param perAddress open at once from one address: a node's agent has one for each peer, and so has the operator
     * @param handshakesPerSecond new ones that are taken up in a second; more wait, and addresses take turns
     * @param handshake how long a handshake may take
     */
    public record OfConnections(int open, int perAddress, int handshakesPerSecond, Duration handshake) {
        public OfConnections {
            requirePositive("connections.open", open);
            requirePositive("connections.perAddress", perAddress);
            requirePositive("connections.handshakesPerSecond", handshakesPerSecond);
            requirePositive("connections.handshake", handshake.toNanos());
        }
    }

    /**
     * Of any kind.
     *
     * @param perConnection open at once on one connection: its client keeps more to itself, or is refused them
     * @param requestBytes of one message from a client
     * @param resetsPerMinute calls that a connection may break off in a minute; with more it is closed
     * @param patience how long a client may keep room by not taking what it is sent, while others wait for room; then its
     *     connection is closed
     */
    public record OfCalls(int perConnection, int requestBytes, int resetsPerMinute, Duration patience) {
        public OfCalls {
            requirePositive("calls.perConnection", perConnection);
            requirePositive("calls.requestBytes", requestBytes);
            requirePositive("calls.resetsPerMinute", resetsPerMinute);
            requirePositive("calls.patience", patience.toMillis());
        }
    }

    /**
     * Pings by which each side finds out that the other is gone.
     *
     * @param permitted a connection whose client pings more often is closed
     * @param after how long nothing comes from a client until it is pinged
     * @param patience how long it may then stay silent
     */
    public record OfPings(Duration permitted, Duration after, Duration patience) {
        public OfPings {
            requirePositive("pings.permitted", permitted.toNanos());
            requirePositive("pings.after", after.toNanos());
            requirePositive("pings.patience", patience.toNanos());
        }
    }

    /**
     * Agents that list anew wait in line; clusters take turns.
     *
     * @param bytes of responses that are held at once, over all clients; of one cluster half at most ({@link Shares})
     * @param perConnection responses that a connection holds at once
     * @param waiting calls that may wait for their turn, over all clients; of one cluster half at most
     * @param building responses that are made at once
     */
    public record OfRanges(long bytes, int perConnection, int waiting, int building) {
        public OfRanges {
            requirePositive("ranges.bytes", bytes);
            requirePositive("ranges.perConnection", perConnection);
            requirePositive("ranges.waiting", waiting);
            requirePositive("ranges.building", building);
        }
    }

    /**
     * What watchers have, and what they are sent at once.
     *
     * @param open at once, over all clients
     * @param perConnection open at once on one connection
     * @param perStream open at once on one stream
     * @param bytes of responses that are held at once, over all streams, beside {@link WatchStream#SMALL_BYTES small} ones;
     *     of one cluster half at most
     * @param fragmentBytes events of one response to a client that asked for fragments
     * @param progressInterval how often an idle watch that asked for it is told the revision
     */
    public record OfWatches(
            int open, int perConnection, int perStream, long bytes, int fragmentBytes, Duration progressInterval) {
        public OfWatches {
            requirePositive("watches.open", open);
            requirePositive("watches.perConnection", perConnection);
            requirePositive("watches.perStream", perStream);
            requirePositive("watches.bytes", bytes);
            requirePositive("watches.fragmentBytes", fragmentBytes);
            requirePositive("watches.progressInterval", progressInterval.toNanos());
        }
    }

    /** For 200 nodes and 50 peers, with room. */
    public static StoreLimits defaults() {
        return new StoreLimits(
                new OfConnections(20_000, 2_048, 1_000, Duration.ofSeconds(10)),
                new OfCalls(256, 2 << 20, 1_000, Duration.ofSeconds(30)),
                // etcd's Go client pings every 15 s, also while it has no call.
                new OfPings(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(10)),
                new OfRanges(64 << 20, 32, 40_000, 4),
                new OfWatches(200_000, 4_096, 1_024, 64 << 20, 1 << 20, Duration.ofMinutes(10)));
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("StoreLimits." + name + ": expected at least 1, found " + value);
        }
    }
}
