package io.fleetmesh.authority.ca;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** RFC 7468 text. */
final class Pem {
    static final String CERTIFICATE = "CERTIFICATE";
    static final String PRIVATE_KEY = "PRIVATE KEY";

    private static final int LINE = 64;
    private static final byte[] NEWLINE = {'\n'};

    private Pem() {}

    static byte[] encode(String label, byte[] der) {
        String text = "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(LINE, NEWLINE).encodeToString(der)
                + "\n-----END " + label + "-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The first block of this label; empty if there is none, or none that is whole. */
    static Optional<byte[]> decode(String label, byte[] pem) {
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        String begin = "-----BEGIN " + label + "-----";
        int start = text.indexOf(begin);
        int end = text.indexOf("-----END " + label + "-----", Math.max(start, 0));
        if (start < 0 || end < 0) {
            return Optional.empty();
        }
        String body = text.substring(start + begin.length(), end).replaceAll("\\s", "");
        try {
            return Optional.of(Base64.getDecoder().decode(body));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Overwrites key material that is not needed any more. */
    static void forget(byte[] secret) {
        Arrays.fill(secret, (byte) 0);
    }
}
