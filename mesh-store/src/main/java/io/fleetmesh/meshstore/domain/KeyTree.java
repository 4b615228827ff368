package io.fleetmesh.meshstore.domain;

import java.util.function.Predicate;

/**
 * Keys with their versions, in order, that can be counted without being looked at one by one. Immutable: a change makes
 * a tree that shares with the one before all but one path, so whoever reads one sees it whole, whatever is written.
 *
 * <p>A B+ tree. Each node knows how many of its keys are there now, and after which revision none of them came or went:
 * a count at a revision adds up nodes, and looks only into those in which keys came or went since.
 */
final class KeyTree {
    static final KeyTree EMPTY = new KeyTree(KeyLeaf.of(new Versions[0]));

    private final KeyNode root;

    private KeyTree(KeyNode root) {
        this.root = root;
    }

    /** What is known of a key; nothing if it is not in the tree. */
    Versions get(byte[] key) {
        return root.get(key);
    }

    /** The tree with these versions of their key in place of those that it has. */
    KeyTree with(Versions versions) {
        KeyNode[] made = root.with(versions.keyBytes(), versions);
        return new KeyTree(
                made.length == 1 ? made[0] : KeyInner.of(made, new byte[][] {KeyNode.START, made[1].first()}));
    }

    /** The tree without this key. */
    KeyTree without(byte[] key) {
        KeyNode less = root.without(key);
        while (less instanceof KeyInner inner && inner.size() == 1) {
            less = inner.children()[0];
        }
        return less.size() == 0 ? EMPTY : new KeyTree(less);
    }

    /** How many keys of a range are there at a revision, of which all that a read may show is kept. */
    long count(KeyRange range, long revision) {
        return root.count(range.from().bytes(), endOf(range), revision);
    }

    /** Shows the keys of a range, ascending, until {@code visitor} says no. */
    void scan(KeyRange range, Predicate<Versions> visitor) {
        var _ = root.scan(range.from().bytes(), endOf(range), visitor);
    }

    private static byte[] endOf(KeyRange range) {
        return range.end().map(Bytes::bytes).orElse(KeyNode.NO_END);
    }
}
