package io.fleetmesh.controller.domain.plan;

import java.util.Optional;

/**
 * A range of addresses. IPv4 ranges lie in the lower 32 bits; ranges of different families never overlap.
 *
 * @param text as it was written
 * @param high upper 64 bits of the first address
 * @param low lower 64 bits of it
 * @param lastHigh of the last address
 * @param lastLow of the last address
 */
public record Cidr(String text, boolean v6, long high, long low, long lastHigh, long lastLow) {
    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;

    /** Reads {@code address/length}; bits behind the length do not count. Empty if it is no range. */
    public static Optional<Cidr> of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String length = text.substring(slash + 1);
        boolean digits =
                !length.isEmpty() && length.length() <= 3 && length.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean v6 = text.indexOf(':') >= 0;
        int bits = v6 ? V6_BITS : V4_BITS;
        if (!digits || Integer.parseInt(length) > bits) {
            return Optional.empty();
        }
        return IpBits.of(text.substring(0, slash)).map(ip -> range(text, v6, ip, bits - Integer.parseInt(length)));
    }

    private static Cidr range(String text, boolean v6, IpBits ip, int free) {
        long lowMask = free >= Long.SIZE ? -1L : (1L << free) - 1;
        long highMask = free <= Long.SIZE ? 0 : free == V6_BITS ? -1L : (1L << (free - Long.SIZE)) - 1;
        return new Cidr(text, v6, ip.high() & ~highMask, ip.low() & ~lowMask, ip.high() | highMask, ip.low() | lowMask);
    }

    /** Whether an address is in both. */
    public boolean overlaps(Cidr other) {
        return v6 == other.v6
                && compare(high, low, other.lastHigh, other.lastLow) <= 0
                && compare(other.high, other.low, lastHigh, lastLow) <= 0;
    }

    /** Whether all of {@code other} is in this. */
    public boolean contains(Cidr other) {
        return v6 == other.v6
                && compare(high, low, other.high, other.low) <= 0
                && compare(other.lastHigh, other.lastLow, lastHigh, lastLow) <= 0;
    }

    /** By first address; of one family. */
    public static int byFirst(Cidr one, Cidr other) {
        return compare(one.high, one.low, other.high, other.low);
    }

    private static int compare(long oneHigh, long oneLow, long otherHigh, long otherLow) {
        int high = Long.compareUnsigned(oneHigh, otherHigh);
        return high != 0 ? high : Long.compareUnsigned(oneLow, otherLow);
    }
}
