package io.fleetmesh.meshstore.domain;

import java.util.Arrays;
import java.util.Optional;

/**
 * A key's kept versions, ascending by revision, tombstones among them. Immutable. Nearly all keys have one, which then
 * stands for itself.
 */
sealed interface Versions permits KeyValue, SeveralVersions {
    /** Ascending by revision. */
    KeyValue[] ascending();

    /** The key that they are of; the array itself. */
    byte[] keyBytes();

    /** After this revision the key neither came nor went. */
    default long steadyAfter() {
        KeyValue[] ascending = ascending();
        return ascending[ascending.length - 1].steadyAfter();
    }

    /** What a read at {@code revision} shows; empty if the key was not there. */
    default Optional<KeyValue> at(long revision) {
        KeyValue[] ascending = ascending();
        for (int i = ascending.length - 1; i >= 0; i--) {
            if (ascending[i].modRevision() <= revision) {
                return ascending[i].isTombstone() ? Optional.empty() : Optional.of(ascending[i]);
            }
        }
        return Optional.empty();
    }

    default Optional<KeyValue> latest() {
        return at(Long.MAX_VALUE);
    }

    default Versions with(KeyValue newest) {
        KeyValue[] ascending = ascending();
        if (ascending.length == 0) {
            return newest;
        }
        KeyValue[] grown = Arrays.copyOf(ascending, ascending.length + 1);
        grown[ascending.length] = newest;
        return new SeveralVersions(grown);
    }

    /** Those that a read at {@code start} or later may show; itself if that is all of them. */
    default Versions since(long start) {
        KeyValue[] ascending = ascending();
        int first = 0;
        while (first + 1 < ascending.length && ascending[first + 1].modRevision() <= start) {
            first++;
        }
        if (first < ascending.length && ascending[first].isTombstone() && ascending[first].modRevision() <= start) {
            first++;
        }
        if (first == 0) {
            return this;
        }
        return switch (ascending.length - first) {
            case 0 -> SeveralVersions.NONE;
            case 1 -> ascending[first];
            default -> new SeveralVersions(Arrays.copyOfRange(ascending, first, ascending.length));
        };
    }

    default boolean isEmpty() {
        return ascending().length == 0;
    }
}
