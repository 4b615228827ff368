package io.fleetmesh.meshstore.domain;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Keys with their versions, in order, that can be counted without being looked at one by one. Immutable: a change makes
 * a tree that shares with the one before all but one path, so whoever reads one sees it whole, whatever is written.
 *
 * <p>A B+ tree. Each node knows how many of its keys are there now, and after which revision none of them came or went:
 * a count at a revision adds up nodes, and looks only into those in which keys came or went since.
 */
final class KeyTree {
    static final KeyTree EMPTY = new KeyTree(Leaf.of(new Versions[0]));

    /** Entries of a leaf, nodes of a node. */
    private static final int MOST = 64;
    /** A node with fewer is joined with its neighbour, if there is room to grow again. */
    private static final int FEW = MOST / 4;

    private static final int JOINED = MOST * 3 / 4;

    /** Instead of the end of a range that has none. */
    private static final byte[] NO_END = {};

    private static final byte[] START = {};

    private final Node root;

    private KeyTree(Node root) {
        this.root = root;
    }

    /** What is known of a key; nothing if it is not in the tree. */
    Versions get(byte[] key) {
        return root.get(key);
    }

    /** The tree with these versions of their key in place of those that it has. */
    KeyTree with(Versions versions) {
        Node[] made = root.with(versions.keyBytes(), versions);
        return new KeyTree(made.length == 1 ? made[0] : Inner.of(made, new byte[][] {START, made[1].first()}));
    }

    /** The tree without this key. */
    KeyTree without(byte[] key) {
        Node less = root.without(key);
        while (less instanceof Inner(Node[] children, _, _, _) && children.length == 1) {
            less = children[0];
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
        return range.end().map(Bytes::bytes).orElse(NO_END);
    }

    @SuppressWarnings("ReferenceEquality") // An empty end is an end.
    private static boolean isBelow(byte[] key, byte[] end) {
        return end == NO_END || Arrays.compareUnsigned(key, end) < 0;
    }

    private static <T> T[] replaced(T[] all, int at, T by) {
        T[] copy = all.clone();
        copy[at] = by;
        return copy;
    }

    private static <T> T[] inserted(T[] all, int at, T more) {
        T[] grown = Arrays.copyOf(all, all.length + 1);
        System.arraycopy(all, at, grown, at + 1, all.length - at);
        grown[at] = more;
        return grown;
    }

    private static <T> T[] removed(T[] all, int at) {
        T[] less = Arrays.copyOf(all, all.length - 1);
        System.arraycopy(all, at + 1, less, at, less.length - at);
        return less;
    }

    private static <T> T[] joined(T[] left, T[] right) {
        T[] all = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, all, left.length, right.length);
        return all;
    }

    /** Where a node that is too large is cut: what is filled in order of keys stays full. */
    private static int cut(int size, int insertedAt) {
        return insertedAt == size - 1 ? size - 1 : size / 2;
    }

    private sealed interface Node permits Leaf, Inner {
        int size();

        /** Keys that are there now. */
        int live();

        /** No key came or went after this revision. */
        long changed();

        /** Not above its keys, and above those of the node before. */
        byte[] first();

        Versions get(byte[] key);

        /** One node, or two if one is too small for it. */
        Node[] with(byte[] key, Versions versions);

        /** Itself if there is no such key. */
        Node without(byte[] key);

        /** @param first of {@code right}, as its parent knows it */
        Node join(Node right, byte[] first);

        long count(byte[] from, byte[] end, long revision);

        boolean scan(byte[] from, byte[] end, Predicate<Versions> visitor);
    }

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares nodes.
    private record Leaf(Versions[] entries, int live, long changed) implements Node {
        static Leaf of(Versions[] entries) {
            int live = 0;
            long changed = 0;
            for (Versions entry : entries) {
                live += present(entry);
                changed = Math.max(changed, entry.steadyAfter());
            }
            return new Leaf(entries, live, changed);
        }

        private static int present(Versions versions) {
            return versions.latest().isPresent() ? 1 : 0;
        }

        @Override
        public int size() {
            return entries.length;
        }

        @Override
        public byte[] first() {
            return entries[0].keyBytes();
        }

        @Override
        public Versions get(byte[] key) {
            int at = lower(key);
            return has(at, key) ? entries[at] : SeveralVersions.NONE;
        }

        @Override
        public Node[] with(byte[] key, Versions versions) {
            int at = lower(key);
            long newest = Math.max(changed, versions.steadyAfter());
            if (has(at, key)) {
                int less = present(entries[at]);
                return new Node[] {
                    new Leaf(replaced(entries, at, versions), live - less + present(versions), newest)
                };
            }
            Versions[] grown = inserted(entries, at, versions);
            if (grown.length <= MOST) {
                return new Node[] {new Leaf(grown, live + present(versions), newest)};
            }
            int cut = cut(grown.length, at);
            return new Node[] {of(Arrays.copyOf(grown, cut)), of(Arrays.copyOfRange(grown, cut, grown.length))};
        }

        @Override
        public Node without(byte[] key) {
            int at = lower(key);
            return has(at, key) ? new Leaf(removed(entries, at), live - present(entries[at]), changed) : this;
        }

        @Override
        public Node join(Node right, byte[] first) {
            return of(joined(entries, ((Leaf) right).entries));
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public long count(byte[] from, byte[] end, long revision) {
            if (from.length == 0 && end == NO_END && changed <= revision) {
                return live;
            }
            long count = 0;
            for (int i = lower(from); i < entries.length && isBelow(entries[i].keyBytes(), end); i++) {
                count += entries[i].at(revision).isPresent() ? 1 : 0;
            }
            return count;
        }

        @Override
        public boolean scan(byte[] from, byte[] end, Predicate<Versions> visitor) {
            for (int i = lower(from); i < entries.length && isBelow(entries[i].keyBytes(), end); i++) {
                if (!visitor.test(entries[i])) {
                    return false;
                }
            }
            return true;
        }

        private boolean has(int at, byte[] key) {
            return at < entries.length && Arrays.equals(entries[at].keyBytes(), key);
        }

        /** The first that is not below {@code key}. */
        private int lower(byte[] key) {
            int low = 0;
            int high = entries.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (Arrays.compareUnsigned(entries[middle].keyBytes(), key) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    /** @param firsts of each child but the first, which has all that is below the second */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares nodes.
    private record Inner(Node[] children, byte[][] firsts, int live, long changed) implements Node {
        static Inner of(Node[] children, byte[][] firsts) {
            int live = 0;
            long changed = 0;
            for (Node child : children) {
                live += child.live();
                changed = Math.max(changed, child.changed());
            }
            return new Inner(children, firsts, live, changed);
        }

        @Override
        public int size() {
            return children.length;
        }

        @Override
        public byte[] first() {
            return firsts[0];
        }

        @Override
        public Versions get(byte[] key) {
            return children[place(key)].get(key);
        }

        @Override
        public Node[] with(byte[] key, Versions versions) {
            int at = place(key);
            Node[] made = children[at].with(key, versions);
            Node[] others = replaced(children, at, made[0]);
            if (made.length == 1) {
                return new Node[] {as(others, at)};
            }
            Node[] grown = inserted(others, at + 1, made[1]);
            byte[][] bounds = inserted(firsts, at + 1, made[1].first());
            if (grown.length <= MOST) {
                return new Node[] {of(grown, bounds)};
            }
            int cut = cut(grown.length, at + 1);
            return new Node[] {
                of(Arrays.copyOf(grown, cut), Arrays.copyOf(bounds, cut)),
                of(Arrays.copyOfRange(grown, cut, grown.length), Arrays.copyOfRange(bounds, cut, grown.length))
            };
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public Node without(byte[] key) {
            int at = place(key);
            Node less = children[at].without(key);
            if (less == children[at]) {
                return this;
            }
            Node[] others = replaced(children, at, less);
            if (less.size() == 0) {
                return of(removed(others, at), removed(firsts, at));
            }
            int left = Math.max(at - 1, 0);
            int right = left + 1;
            if (less.size() < FEW
                    && right < others.length
                    && others[left].size() + others[right].size() <= JOINED) {
                Node joined = others[left].join(others[right], firsts[right]);
                return of(removed(replaced(others, left, joined), right), removed(firsts, right));
            }
            return as(others, at);
        }

        /** Itself but for one child, with the same bounds. */
        private Inner as(Node[] others, int changedAt) {
            return new Inner(
                    others,
                    firsts,
                    live - children[changedAt].live() + others[changedAt].live(),
                    Math.max(changed, others[changedAt].changed()));
        }

        @Override
        public Node join(Node right, byte[] first) {
            Inner other = (Inner) right;
            return of(joined(children, other.children), joined(firsts, replaced(other.firsts, 0, first)));
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public long count(byte[] from, byte[] end, long revision) {
            if (from.length == 0 && end == NO_END && changed <= revision) {
                return live;
            }
            int begin = place(from);
            long count = 0;
            for (int i = begin; i < children.length && (i == begin || isBelow(firsts[i], end)); i++) {
                boolean whole = i + 1 < children.length && Arrays.compareUnsigned(firsts[i + 1], end) <= 0;
                count += children[i].count(i == begin ? from : START, whole ? NO_END : end, revision);
            }
            return count;
        }

        @Override
        public boolean scan(byte[] from, byte[] end, Predicate<Versions> visitor) {
            int begin = place(from);
            for (int i = begin; i < children.length && (i == begin || isBelow(firsts[i], end)); i++) {
                if (!children[i].scan(i == begin ? from : START, end, visitor)) {
                    return false;
                }
            }
            return true;
        }

        /** The child that a key belongs to. */
        private int place(byte[] key) {
            int low = 0;
            int high = children.length - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (Arrays.compareUnsigned(firsts[middle], key) <= 0) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }
    }
}
