package io.fleetmesh.controller.api;

import java.time.Duration;

/** How much may be asked of the API at once. */
public record ApiLimits(OfConnections connections, OfRequests requests, OfWatches watches) {
    /** Where nothing else is set. */
    public static final ApiLimits USUAL = new ApiLimits(
            new OfConnections(1000, 100, Duration.ofMinutes(3)),
            new OfRequests(200, 32, 50, Duration.ofSeconds(30)),
            new OfWatches(500, 50, 65_536, Duration.ofSeconds(30)));

    /**
     * By TLS.
     *
     * @param open in all
     * @param perAddress from one address
     * @param idle after which one is closed on which nothing comes or goes
     */
    public record OfConnections(int open, int perAddress, Duration idle) {}

    /**
     * Being worked on, until the answer has left.
     *
     * @param open in all
     * @param perCaller of one caller
     * @param unauthenticatedPerAddress from one address, while it is not known who asks
     * @param patience how long a caller may take to send one, and to take the answer
     */
    public record OfRequests(int open, int perCaller, int unauthenticatedPerAddress, Duration patience) {}

    /**
     * Open now.
     *
     * @param open in all
     * @param perCaller of one caller
     * @param queuedBytes that wait to be sent on one, to which the event is added that has begun
     * @param patience how long these may wait
     */
    public record OfWatches(int open, int perCaller, int queuedBytes, Duration patience) {}
}
