package io.fleetmesh.controller.domain.plan;

/**
 * Small numbers by 64-bit keys, for very many of them: 12 bytes of arrays for each slot, of which between a third and two thirds are
 * taken; a hash map of strings takes about ten times as much. Zero means that there is nothing.
 *
 * <p>Keys are hashes ({@link #hash}). Two texts of one member with the same hash would be counted as one; among a million that
 * happens once in some tens of millions of fleets, and then a count is wrong by one.
 */
final class LongCounts {
    private static final int FEWEST = 8;

    private long[] keys = new long[FEWEST];
    private int[] values = new int[FEWEST];
    private int size;

    /** Of a text: FNV-1a with the finalizer of MurmurHash3, never zero. */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }

    /**
     * Sets a key's number.
     *
     * @param value zero removes it
     * @return what it was before
     */
    int put(long key, int value) {
        int slot = slot(key);
        int before = keys[slot] == key ? values[slot] : 0;
        if (value == 0) {
            if (keys[slot] == key) {
                remove(slot);
            }
            return before;
        }
        if (keys[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
        if (size * 3 > keys.length * 2) {
            resize(keys.length * 2);
        }
        return before;
    }

    int size() {
        return size;
    }

    private int slot(long key) {
        int slot = home(key);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private int home(long key) {
        return (int) key & (keys.length - 1);
    }

    /** Moves up what only stands further down because this slot was taken. */
    private void remove(int slot) {
        size--;
        int free = slot;
        int mask = keys.length - 1;
        for (int next = (free + 1) & mask; keys[next] != 0; next = (next + 1) & mask) {
            boolean mayMove = ((next - home(keys[next])) & mask) >= ((next - free) & mask);
            if (mayMove) {
                keys[free] = keys[next];
                values[free] = values[next];
                free = next;
            }
        }
        keys[free] = 0;
        values[free] = 0;
    }

    private void resize(int slots) {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[slots];
        values = new int[slots];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
