package io.fleetmesh.simulator.workload;

/**
 * The numbers that a cluster gives to identities: the bits of its cluster ID before those of its own count.
 *
 * @param first the lowest that it gives
 */
public record IdentityNumbers(long first) {
    private static final int BITS = 24;
    /** Below it, numbers have the same meaning in every cluster. */
    private static final int RESERVED = 256;

    /**
     * Those of one cluster.
     *
     * @param maxConnectedClusters 255 or 511: the larger it is, the more bits the cluster ID takes
     */
    public static IdentityNumbers of(int clusterId, int maxConnectedClusters) {
        int own = BITS - Integer.bitCount(maxConnectedClusters);
        return new IdentityNumbers(((long) clusterId << own) + RESERVED);
    }
}
