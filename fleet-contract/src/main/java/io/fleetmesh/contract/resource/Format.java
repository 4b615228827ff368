package io.fleetmesh.contract.resource;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Forms of texts. All but {@link #TEXT} are ASCII: letters that only look like others are refused. */
public enum Format {
    /** Anything. */
    TEXT("text", "(?s).*", 4096, "text of at most 4096 characters"),
    /** A name. */
    NAME(
            "dns-label",
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
            63,
            "a DNS label: at most 63 of a-z, 0-9 and '-', with a letter or digit at both ends"),
    /** Kubernetes' qualified name. */
    LABEL_KEY(
            "label-key",
            "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?",
            317,
            "a label's key: at most 63 of A-Z, a-z, 0-9, '-', '_' and '.', with a letter or digit at both ends,"
                    + " and before it perhaps a DNS name and '/'"),
    LABEL_VALUE(
            "label-value",
            "([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?",
            63,
            "a label's value: at most 63 of A-Z, a-z, 0-9, '-', '_' and '.', with a letter or digit at both ends"),
    /** A range of addresses, named by its first one. */
    CIDR("cidr", "[0-9a-fA-F:.]+/[0-9]{1,3}", 43, "an IPv4 or IPv6 range by its first address, such as 10.0.0.0/16") {
        @Override
        public boolean fits(String candidate) {
            return super.fits(candidate) && isRange(candidate);
        }
    },
    /** Where an API is; behind a proxy it may have a path. */
    HTTPS_URL(
            "https-url",
            "https://([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\])(:[1-9][0-9]{0,4})?(/[A-Za-z0-9._~/-]*)?",
            2048,
            "an address such as https://10.0.0.1:6443: a DNS name, an IPv4 address or an IPv6 address in brackets, perhaps"
                    + " with a port from 1 to 65535 and a path; no user, query or fragment") {
        @Override
        public boolean fits(String candidate) {
            return super.fits(candidate) && HttpsUrl.leadsSomewhere(candidate);
        }
    },
    /** A second in UTC. */
    TIME(
            "date-time",
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
            20,
            "a time such as 2026-01-31T12:00:00Z"),
    /** Who asks, or a group. */
    SUBJECT("subject", "[!-~]+", 128, "at most 128 letters, digits and signs of ASCII, without spaces"),
    /** As the server gave it. */
    RESOURCE_VERSION("resource-version", "[0-9]+", 19, "a resource version that this server gave");

    private final String text;
    private final Pattern pattern;
    private final int length;
    private final String expected;

    Format(String text, String pattern, int length, String expected) {
        this.text = text;
        this.pattern = Pattern.compile(pattern);
        this.length = length;
        this.expected = expected;
    }

    /** As schemas name it. */
    public String text() {
        return text;
    }

    /** For schemas; what it lets through {@link #fits} may still refuse. */
    public String pattern() {
        return "^(" + pattern.pattern() + ")$";
    }

    /** The most characters. */
    public int length() {
        return length;
    }

    /** For people. */
    public String expected() {
        return expected;
    }

    public boolean fits(String candidate) {
        return candidate.length() <= length && pattern.matcher(candidate).matches();
    }

    /** By {@link #text}. */
    public static Optional<Format> of(String text) {
        return Arrays.stream(values())
                .filter(format -> format.text.equals(text))
                .findFirst();
    }

    private static boolean isRange(String text) {
        int slash = text.indexOf('/');
        int bits = Integer.parseInt(text.substring(slash + 1));
        InetAddress literal;
        try {
            literal = InetAddress.ofLiteral(text.substring(0, slash));
        } catch (IllegalArgumentException e) {
            return false;
        }
        byte[] address = literal.getAddress();
        // Java takes 10.1, 010.0.0.1 and ::ffff:10.0.0.1 for addresses of version 4.
        boolean written = address.length == 16 || text.startsWith(literal.getHostAddress() + "/");
        return written && bits <= address.length * 8 && hostBitsAreZero(address, bits);
    }

    private static boolean hostBitsAreZero(byte[] address, int bits) {
        for (int bit = bits; bit < address.length * 8; bit++) {
            if ((address[bit / 8] >> (7 - bit % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
