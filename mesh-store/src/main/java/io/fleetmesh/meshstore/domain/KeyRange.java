package io.fleetmesh.meshstore.domain;

import java.util.Arrays;
import java.util.Optional;

/**
 * The keys from {@code from} on, up to but without {@code end}; without {@code end} there is no upper bound.
 *
 * <p>etcd's {@code (key, range_end)} is one of these: an empty range_end means the one key, a range_end of one zero byte
 * means no upper bound, and a range_end at or below the key means nothing at all.
 */
public record KeyRange(Bytes from, Optional<Bytes> end) {
    private static final byte[] NO_UPPER_BOUND = {0};

    /** The range that etcd's {@code key} and {@code range_end} mean. */
    public static KeyRange of(byte[] key, byte[] rangeEnd) {
        Bytes from = Bytes.of(key);
        if (rangeEnd.length == 0) {
            return only(from);
        }
        return new KeyRange(
                from, Arrays.equals(rangeEnd, NO_UPPER_BOUND) ? Optional.empty() : Optional.of(Bytes.of(rangeEnd)));
    }

    /** This one key. */
    public static KeyRange only(Bytes key) {
        return new KeyRange(key, Optional.of(key.next()));
    }

    /** All keys that start with this text. */
    public static KeyRange prefix(String prefix) {
        byte[] end = Bytes.of(prefix).bytes().clone();
        for (int i = end.length - 1; i >= 0; i--) {
            if (end[i] != (byte) 0xff) {
                end[i]++;
                return new KeyRange(Bytes.of(prefix), Optional.of(Bytes.of(Arrays.copyOf(end, i + 1))));
            }
        }
        return new KeyRange(Bytes.of(prefix), Optional.empty());
    }

    public boolean contains(Bytes key) {
        return key.compareTo(from) >= 0 && isBelowEnd(key);
    }

    boolean isBelowEnd(Bytes key) {
        return end.isEmpty() || key.compareTo(end.get()) < 0;
    }

    /** Whether no key can be in it. */
    public boolean isEmpty() {
        return end.isPresent() && end.get().compareTo(from) <= 0;
    }

    /** Whether every key of this range is in the other one; as in etcd, both ends of an empty one must be. */
    public boolean isWithin(KeyRange other) {
        return isEmpty()
                ? other.contains(from) && other.contains(end.orElseThrow())
                : from.compareTo(other.from) >= 0 && endsWithin(other);
    }

    private boolean endsWithin(KeyRange other) {
        return other.end.isEmpty() || (end.isPresent() && end.get().compareTo(other.end.get()) <= 0);
    }
}
