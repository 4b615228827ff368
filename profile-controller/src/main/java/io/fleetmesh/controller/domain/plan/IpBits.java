package io.fleetmesh.controller.domain.plan;

import java.util.Optional;

/** An address as 128 bits; one of IPv4 lies in the lower 32. Nothing is looked up. */
record IpBits(long high, long low) {
    private static final int GROUPS = 8;
    private static final int GROUP_BITS = 16;
    private static final int HEX = 16;

    static Optional<IpBits> of(String text) {
        return text.indexOf(':') < 0 ? v4(text).map(bits -> new IpBits(0, bits)) : v6(text);
    }

    private static Optional<Long> v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        long bits = 0;
        for (String part : parts) {
            if (part.isEmpty()
                    || part.length() > 3
                    || !part.chars().allMatch(c -> c >= '0' && c <= '9')
                    || Integer.parseInt(part) > 255) {
                return Optional.empty();
            }
            bits = (bits << Byte.SIZE) | Integer.parseInt(part);
        }
        return Optional.of(bits);
    }

    private static Optional<IpBits> v6(String text) {
        int dot = text.indexOf('.');
        if (dot >= 0) {
            int tail = text.lastIndexOf(':') + 1;
            return v4(text.substring(tail))
                    .flatMap(bits -> v6(text.substring(0, tail) + Long.toHexString(bits >> GROUP_BITS) + ":"
                            + Long.toHexString(bits & 0xffff)));
        }
        int gap = text.indexOf("::");
        String[] head = groups(gap < 0 ? text : text.substring(0, gap));
        String[] tail = gap < 0 ? new String[0] : groups(text.substring(gap + 2));
        int missing = GROUPS - head.length - tail.length;
        if (gap < 0 ? missing != 0 : missing < 1) {
            return Optional.empty();
        }
        long[] bits = new long[2];
        return put(head, 0, bits) && put(tail, head.length + missing, bits)
                ? Optional.of(new IpBits(bits[0], bits[1]))
                : Optional.empty();
    }

    private static String[] groups(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }

    private static boolean put(String[] groups, int from, long[] bits) {
        for (int i = 0; i < groups.length; i++) {
            String group = groups[i];
            if (group.isEmpty()
                    || group.length() > 4
                    || !group.chars().allMatch(c -> Character.digit(c, HEX) >= 0 && c < 128)) {
                return false;
            }
            int at = from + i;
            bits[at / 4] |= Long.parseLong(group, HEX) << (GROUP_BITS * (3 - (at % 4)));
        }
        return true;
    }
}
