package io.fleetmesh.simulator.store;

/** Short endings of generated names. */
public final class Suffix {
    /** No vowels and no look-alikes, as Kubernetes does it, so that no words come out. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int LENGTH = 5;

    private Suffix() {}

    /** The same text gives the same ending. */
    public static String of(String text) {
        long bits = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            bits = 31 * bits + text.charAt(i);
        }
        // Spreads the few low bits in which similar texts differ.
        bits = (bits ^ bits >>> 31) * 0x7fb5d329728ea185L;
        bits ^= bits >>> 29;
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            suffix.append(ALPHABET.charAt((int) Long.remainderUnsigned(bits, ALPHABET.length())));
            bits = Long.divideUnsigned(bits, ALPHABET.length());
        }
        return suffix.toString();
    }
}
