package io.fleetmesh.aggregator.domain;

import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** CIDRs as Go's {@code net.ParseCIDR} reads them: the network alone, its address in RFC 5952 text. */
final class CidrText {
    private static final int V6_BYTES = 16;

    private CidrText() {}

    /** The network as {@code address/length}; empty if it is not a CIDR. IPv4-mapped IPv6 is not taken for one. */
    static Optional<String> canonical(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String address = text.substring(0, slash);
        String length = text.substring(slash + 1);
        return IpText.bytes(address)
                .filter(bytes -> isLength(length, bytes.length * Byte.SIZE))
                .map(bytes -> network(bytes, Integer.parseInt(length)))
                .filter(network -> isV6(network) == isV6(address));
    }

    static boolean isV6(String text) {
        return text.indexOf(':') >= 0;
    }

    private static boolean isLength(String text, int most) {
        return !text.isEmpty()
                && text.length() <= 3
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(text) <= most;
    }

    private static String network(byte[] address, int length) {
        for (int i = 0; i < address.length; i++) {
            int kept = Math.clamp(length - i * (long) Byte.SIZE, 0, Byte.SIZE);
            address[i] &= (byte) (0xff << (Byte.SIZE - kept));
        }
        return IpText.canonical(address.length == V6_BYTES ? v6(address) : v4(address))
                        .orElseThrow()
                + "/" + length;
    }

    private static String v4(byte[] address) {
        return IntStream.range(0, address.length)
                .mapToObj(i -> Integer.toString(Byte.toUnsignedInt(address[i])))
                .collect(Collectors.joining("."));
    }

    private static String v6(byte[] address) {
        return IntStream.range(0, address.length / 2)
                .mapToObj(i -> HexFormat.of().formatHex(address, i * 2, i * 2 + 2))
                .collect(Collectors.joining(":"));
    }
}
