package io.fleetmesh.ctl.compare;

/**
 * Whose entries are compared.
 *
 * @param most connected clusters, 255 or 511: decides which identities are a cluster's
 */
public record Cluster(String name, int id, int most) {
    private static final int IDENTITY_BITS = 24;
    /** Below are identities that mean the same everywhere. */
    private static final long RESERVED = 256;

    /** Whether agents of other clusters take an identity of this number from this cluster. */
    boolean owns(long identity) {
        return identity >> localBits() == id;
    }

    /** What is left of an identity that the cluster {@link #owns} without the cluster's ID: below 65,536. */
    int local(long identity) {
        return (int) (identity & ((1L << localBits()) - 1));
    }

    private int localBits() {
        return IDENTITY_BITS - Integer.numberOfTrailingZeros(most + 1);
    }

    /** The same of one that an address has. */
    boolean mayUse(long identity) {
        return identity < RESERVED || owns(identity);
    }
}
