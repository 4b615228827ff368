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
        int shift = IDENTITY_BITS - Integer.numberOfTrailingZeros(most + 1);
        return identity >> shift == id;
    }

    /** The same of one that an address has. */
    boolean mayUse(long identity) {
        return identity < RESERVED || owns(identity);
    }
}
