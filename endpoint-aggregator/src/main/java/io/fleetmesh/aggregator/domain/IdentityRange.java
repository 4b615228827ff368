package io.fleetmesh.aggregator.domain;

/** The numbers of identities that are a cluster's own, as agents of other clusters check them. */
record IdentityRange(long first, long last) {
    /** Identities below have the same meaning in every cluster. */
    static final long RESERVED = 256;

    private static final int BITS = 24;

    /** @param maxConnectedClusters 255 or 511: one less than a power of two */
    static IdentityRange of(int clusterId, int maxConnectedClusters) {
        int shift = BITS - Integer.bitCount(maxConnectedClusters);
        return new IdentityRange((long) clusterId << shift, ((clusterId + 1L) << shift) - 1);
    }

    boolean contains(long id) {
        return first <= id && id <= last;
    }

    @Override
    public String toString() {
        return first + " to " + last;
    }
}
