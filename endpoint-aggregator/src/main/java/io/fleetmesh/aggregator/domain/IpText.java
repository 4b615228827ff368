package io.fleetmesh.aggregator.domain;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * IP addresses in the one text that Cilium agents accept: RFC 5952, with IPv4-mapped IPv6 as dotted IPv4. That is what Go's
 * {@code net.IP.String} prints, and agents recompute it and drop an entry whose key differs.
 */
final class IpText {
    private static final int GROUPS = 8;
    private static final int V4_PARTS = 4;

    private IpText() {}

    /** The address in canonical text; empty if it is not an address without a zone. */
    static Optional<String> canonical(String text) {
        // IPv4 has one text only.
        return text.indexOf(':') < 0
                ? v4(text).map(_ -> text)
                : v6(text).map(groups -> isMapped(groups) ? dotted(mapped(groups)) : compressed(groups));
    }

    /** Whether a canonical text is of IPv4. */
    static boolean isV4(String canonical) {
        return canonical.indexOf(':') < 0;
    }

    /** The address in network order: 4 bytes, or 16 where it is written as IPv6; empty as for {@link #canonical}. */
    static Optional<byte[]> bytes(String text) {
        return text.indexOf(':') < 0
                ? v4(text).map(parts -> bytes(parts, 1))
                : v6(text).map(groups -> bytes(groups, 2));
    }

    private static byte[] bytes(int[] parts, int size) {
        byte[] bytes = new byte[parts.length * size];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (parts[i / size] >> (Byte.SIZE * (size - 1 - i % size)));
        }
        return bytes;
    }

    private static Optional<int[]> v4(String text) {
        int[] bytes = new int[V4_PARTS];
        int start = 0;
        for (int i = 0; i < V4_PARTS; i++) {
            int dot = text.indexOf('.', start);
            if (dot < 0 == i < V4_PARTS - 1) {
                return Optional.empty();
            }
            int end = dot < 0 ? text.length() : dot;
            bytes[i] = octet(text, start, end);
            if (bytes[i] < 0) {
                return Optional.empty();
            }
            start = end + 1;
        }
        return Optional.of(bytes);
    }

    /** The number that is written between two places; -1 if it is none up to 255 in the one way to write it. */
    private static int octet(String text, int start, int end) {
        boolean leadingZero = end - start > 1 && text.charAt(start) == '0';
        if (start == end || end - start > 3 || leadingZero) {
            return -1;
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + digit - '0';
        }
        return value <= 255 ? value : -1;
    }

    private static Optional<int[]> v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text).filter(all -> all.length == GROUPS);
        }
        Optional<int[]> head = groups(text.substring(0, gap));
        Optional<int[]> tail = groups(text.substring(gap + 2));
        // A dotted tail may only end the address, so it cannot stand before the gap.
        if (head.isEmpty() || tail.isEmpty() || text.substring(0, gap).indexOf('.') >= 0) {
            return Optional.empty();
        }
        return joined(head.get(), tail.get());
    }

    private static Optional<int[]> joined(int[] head, int[] tail) {
        if (head.length + tail.length >= GROUPS) {
            return Optional.empty();
        }
        int[] all = new int[GROUPS];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, GROUPS - tail.length, tail.length);
        return Optional.of(all);
    }

    /** Groups written without a gap; a dotted IPv4 at the end counts for two. */
    private static Optional<int[]> groups(String text) {
        if (text.isEmpty()) {
            return Optional.of(new int[0]);
        }
        String[] parts = text.split(":", -1);
        Optional<int[]> dotted = v4(parts[parts.length - 1]);
        int hex = dotted.isPresent() ? parts.length - 1 : parts.length;
        int[] groups = new int[hex + (dotted.isPresent() ? 2 : 0)];
        for (int i = 0; i < hex; i++) {
            if (!isGroup(parts[i])) {
                return Optional.empty();
            }
            groups[i] = Integer.parseInt(parts[i], 16);
        }
        dotted.ifPresent(bytes -> {
            groups[hex] = bytes[0] << 8 | bytes[1];
            groups[hex + 1] = bytes[2] << 8 | bytes[3];
        });
        return Optional.of(groups);
    }

    private static boolean isGroup(String part) {
        return !part.isEmpty() && part.length() <= 4 && part.chars().allMatch(HexFormat::isHexDigit);
    }

    private static boolean isMapped(int[] groups) {
        boolean zeros = true;
        for (int i = 0; i < 5; i++) {
            zeros &= groups[i] == 0;
        }
        return zeros && groups[5] == 0xffff;
    }

    private static int[] mapped(int[] groups) {
        return new int[] {groups[6] >> 8, groups[6] & 0xff, groups[7] >> 8, groups[7] & 0xff};
    }

    private static String dotted(int[] bytes) {
        return bytes[0] + "." + bytes[1] + "." + bytes[2] + "." + bytes[3];
    }

    private static String compressed(int[] groups) {
        int start = longestZeros(groups);
        if (start < 0) {
            return hex(groups, 0, GROUPS);
        }
        return hex(groups, 0, start) + "::" + hex(groups, start + zerosFrom(groups, start), GROUPS);
    }

    private static String hex(int[] groups, int from, int to) {
        return Arrays.stream(groups, from, to).mapToObj(Integer::toHexString).collect(Collectors.joining(":"));
    }

    /** Where the first of the longest runs of two or more zero groups starts, or -1. */
    private static int longestZeros(int[] groups) {
        int best = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = zerosFrom(groups, i);
            if (run > length) {
                best = i;
                length = run;
            }
        }
        return best;
    }

    private static int zerosFrom(int[] groups, int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - start;
    }
}
