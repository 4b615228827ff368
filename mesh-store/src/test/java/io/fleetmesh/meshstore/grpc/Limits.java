package io.fleetmesh.meshstore.grpc;

/** The defaults but for some. */
public final class Limits {
    private static final StoreLimits DEFAULTS = StoreLimits.defaults();

    private Limits() {}

    static StoreLimits of(StoreLimits.OfConnections connections) {
        return new StoreLimits(connections, DEFAULTS.calls(), DEFAULTS.pings(), DEFAULTS.ranges(), DEFAULTS.watches());
    }

    static StoreLimits of(StoreLimits.OfCalls calls) {
        return new StoreLimits(DEFAULTS.connections(), calls, DEFAULTS.pings(), DEFAULTS.ranges(), DEFAULTS.watches());
    }

    static StoreLimits of(StoreLimits.OfPings pings) {
        return new StoreLimits(DEFAULTS.connections(), DEFAULTS.calls(), pings, DEFAULTS.ranges(), DEFAULTS.watches());
    }

    static StoreLimits of(StoreLimits.OfCalls calls, StoreLimits.OfRanges ranges) {
        return new StoreLimits(DEFAULTS.connections(), calls, DEFAULTS.pings(), ranges, DEFAULTS.watches());
    }

    static StoreLimits of(StoreLimits.OfCalls calls, StoreLimits.OfWatches watches) {
        return new StoreLimits(DEFAULTS.connections(), calls, DEFAULTS.pings(), DEFAULTS.ranges(), watches);
    }

    public static StoreLimits of(StoreLimits.OfWatches watches) {
        return of(DEFAULTS.calls(), watches);
    }
}
