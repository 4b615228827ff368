package io.fleetmesh.meshstore.domain;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Keys, ascending.
 *
 * @param live of them are there now
 * @param changed the last revision at which one of them came or went
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares nodes.
record KeyLeaf(Versions[] entries, int live, long changed) implements KeyNode {
    static KeyLeaf of(Versions[] entries) {
        int live = 0;
        long changed = 0;
        for (Versions entry : entries) {
            live += present(entry);
            changed = Math.max(changed, entry.steadyAfter());
        }
        return new KeyLeaf(entries, live, changed);
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
    public KeyNode[] with(byte[] key, Versions versions) {
        int at = lower(key);
        long newest = Math.max(changed, versions.steadyAfter());
        if (has(at, key)) {
            int less = present(entries[at]);
            return new KeyNode[] {
                new KeyLeaf(KeyNode.replaced(entries, at, versions), live - less + present(versions), newest)
            };
        }
        Versions[] grown = KeyNode.inserted(entries, at, versions);
        if (grown.length <= MOST) {
            return new KeyNode[] {new KeyLeaf(grown, live + present(versions), newest)};
        }
        int cut = KeyNode.cut(grown.length, at);
        return new KeyNode[] {of(Arrays.copyOf(grown, cut)), of(Arrays.copyOfRange(grown, cut, grown.length))};
    }

    @Override
    public KeyNode without(byte[] key) {
        int at = lower(key);
        return has(at, key) ? new KeyLeaf(KeyNode.removed(entries, at), live - present(entries[at]), changed) : this;
    }

    @Override
    public KeyNode join(KeyNode right, byte[] first) {
        return of(KeyNode.joined(entries, ((KeyLeaf) right).entries));
    }

    @Override
    public long count(byte[] from, byte[] end, long revision) {
        if (from.length == 0 && KeyNode.isEndless(end) && changed <= revision) {
            return live;
        }
        long count = 0;
        for (int i = lower(from); i < entries.length && KeyNode.isBelow(entries[i].keyBytes(), end); i++) {
            count += entries[i].at(revision).isPresent() ? 1 : 0;
        }
        return count;
    }

    @Override
    public boolean scan(byte[] from, byte[] end, Predicate<Versions> visitor) {
        for (int i = lower(from); i < entries.length && KeyNode.isBelow(entries[i].keyBytes(), end); i++) {
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
