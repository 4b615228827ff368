package io.fleetmesh.meshstore.domain;

import java.util.Arrays;
import java.util.function.Predicate;

/** Of a {@link KeyTree}: a stretch of its keys, with what is known of all of them. Immutable. */
sealed interface KeyNode permits KeyLeaf, KeyInner {
    /** Entries of a leaf, nodes of a node. */
    int MOST = 64;
    /** A node with fewer is joined with its neighbour, if there is room to grow again. */
    int FEW = MOST / 4;

    int JOINED = MOST * 3 / 4;

    /** Instead of the end of a range that has none. */
    byte[] NO_END = {};

    /** Not above any key. */
    byte[] START = {};

    int size();

    /** Keys that are there now. */
    int live();

    /** No key came or went after this revision. */
    long changed();

    /** Not above its keys, and above those of the node before. */
    byte[] first();

    Versions get(byte[] key);

    /** One node, or two if one is too small for it. */
    KeyNode[] with(byte[] key, Versions versions);

    /** Itself if there is no such key. */
    KeyNode without(byte[] key);

    /**
     * This node and the next as one.
     *
     * @param first of {@code right}, as its parent knows it
     */
    KeyNode join(KeyNode right, byte[] first);

    long count(byte[] from, byte[] end, long revision);

    boolean scan(byte[] from, byte[] end, Predicate<Versions> visitor);

    /** An empty end is an end, but for this one: hence by reference. */
    @SuppressWarnings("ReferenceEquality")
    static boolean isEndless(byte[] end) {
        return end == NO_END;
    }

    static boolean isBelow(byte[] key, byte[] end) {
        return isEndless(end) || Arrays.compareUnsigned(key, end) < 0;
    }

    static <T> T[] replaced(T[] all, int at, T by) {
        T[] copy = all.clone();
        copy[at] = by;
        return copy;
    }

    static <T> T[] inserted(T[] all, int at, T more) {
        T[] grown = Arrays.copyOf(all, all.length + 1);
        System.arraycopy(all, at, grown, at + 1, all.length - at);
        grown[at] = more;
        return grown;
    }

    static <T> T[] removed(T[] all, int at) {
        T[] less = Arrays.copyOf(all, all.length - 1);
        System.arraycopy(all, at + 1, less, at, less.length - at);
        return less;
    }

    static <T> T[] joined(T[] left, T[] right) {
        T[] all = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, all, left.length, right.length);
        return all;
    }

    /** Where a node that is too large is cut: what is filled in order of keys stays full. */
    static int cut(int size, int insertedAt) {
        return insertedAt == size - 1 ? size - 1 : size / 2;
    }
}
