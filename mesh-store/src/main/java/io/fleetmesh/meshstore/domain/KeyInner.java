package io.fleetmesh.meshstore.domain;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Nodes, ascending.
 *
 * @param firsts a bound of each child's keys, but of the first, which has all that is below the second
 * @param live keys that are there now
 * @param changed the last revision at which one of them came or went, or one after it
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares nodes.
record KeyInner(KeyNode[] children, byte[][] firsts, int live, long changed) implements KeyNode {
    static KeyInner of(KeyNode[] children, byte[][] firsts) {
        int live = 0;
        long changed = 0;
        for (KeyNode child : children) {
            live += child.live();
            changed = Math.max(changed, child.changed());
        }
        return new KeyInner(children, firsts, live, changed);
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
    public KeyNode[] with(byte[] key, Versions versions) {
        int at = place(key);
        KeyNode[] made = children[at].with(key, versions);
        KeyNode[] others = KeyNode.replaced(children, at, made[0]);
        if (made.length == 1) {
            return new KeyNode[] {as(others, at)};
        }
        KeyNode[] grown = KeyNode.inserted(others, at + 1, made[1]);
        byte[][] bounds = KeyNode.inserted(firsts, at + 1, made[1].first());
        if (grown.length <= MOST) {
            return new KeyNode[] {of(grown, bounds)};
        }
        int cut = KeyNode.cut(grown.length, at + 1);
        return new KeyNode[] {
            of(Arrays.copyOf(grown, cut), Arrays.copyOf(bounds, cut)),
            of(Arrays.copyOfRange(grown, cut, grown.length), Arrays.copyOfRange(bounds, cut, grown.length))
        };
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the same node, not one like it
    public KeyNode without(byte[] key) {
        int at = place(key);
        KeyNode less = children[at].without(key);
        if (less == children[at]) {
            return this;
        }
        KeyNode[] others = KeyNode.replaced(children, at, less);
        if (less.size() == 0) {
            return of(KeyNode.removed(others, at), KeyNode.removed(firsts, at));
        }
        int left = Math.max(at - 1, 0);
        int right = left + 1;
        if (less.size() < FEW && right < others.length && others[left].size() + others[right].size() <= JOINED) {
            KeyNode joined = others[left].join(others[right], firsts[right]);
            return of(KeyNode.removed(KeyNode.replaced(others, left, joined), right), KeyNode.removed(firsts, right));
        }
        return as(others, at);
    }

    /** Itself but for one child, with the same bounds. */
    private KeyInner as(KeyNode[] others, int changedAt) {
        return new KeyInner(
                others,
                firsts,
                live - children[changedAt].live() + others[changedAt].live(),
                Math.max(changed, others[changedAt].changed()));
    }

    @Override
    public KeyNode join(KeyNode right, byte[] first) {
        KeyInner other = (KeyInner) right;
        return of(
                KeyNode.joined(children, other.children),
                KeyNode.joined(firsts, KeyNode.replaced(other.firsts, 0, first)));
    }

    @Override
    public long count(byte[] from, byte[] end, long revision) {
        if (from.length == 0 && KeyNode.isEndless(end) && changed <= revision) {
            return live;
        }
        int begin = place(from);
        long count = 0;
        for (int i = begin; i < children.length && (i == begin || KeyNode.isBelow(firsts[i], end)); i++) {
            boolean whole = i + 1 < children.length && Arrays.compareUnsigned(firsts[i + 1], end) <= 0;
            count += children[i].count(i == begin ? from : START, whole ? NO_END : end, revision);
        }
        return count;
    }

    @Override
    public boolean scan(byte[] from, byte[] end, Predicate<Versions> visitor) {
        int begin = place(from);
        for (int i = begin; i < children.length && (i == begin || KeyNode.isBelow(firsts[i], end)); i++) {
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
