package io.fleetmesh.contract.resource;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;

/** What the pattern of {@link Format#HTTPS_URL} cannot say: whether host and port can be such. */
final class HttpsUrl {
    private static final String SCHEME = "https://";
    private static final int LONGEST_NAME = 253;
    private static final int MOST_PORT = 65_535;

    private HttpsUrl() {}

    /** @param url that the pattern lets through */
    static boolean leadsSomewhere(String url) {
        int path = url.indexOf('/', SCHEME.length());
        String authority = url.substring(SCHEME.length(), path < 0 ? url.length() : path);
        // Colons of an IPv6 address stand in its brackets.
        int colon = authority.indexOf(':', authority.indexOf(']') + 1);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        boolean port = colon < 0 || Integer.parseInt(authority.substring(colon + 1)) <= MOST_PORT;
        return port && (host.startsWith("[") ? isV6(host.substring(1, host.length() - 1)) : isV4OrName(host));
    }

    private static boolean isV6(String text) {
        return text.indexOf(':') >= 0 && isLiteral(text);
    }

    private static boolean isV4OrName(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        if (last.chars().allMatch(Character::isDigit)) {
            // Java takes 10.1 and 010.0.0.1 for addresses, too.
            return isLiteral(host)
                    && InetAddress.ofLiteral(host).getHostAddress().equals(host);
        }
        return host.length() <= LONGEST_NAME
                && Arrays.stream(host.toLowerCase(Locale.ROOT).split("\\.", -1)).allMatch(Format.NAME::fits);
    }

    private static boolean isLiteral(String text) {
        try {
            var _ = InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
