package io.fleetmesh.meshstore.domain;

import java.util.Arrays;
import java.util.Optional;

/** A key's kept versions, ascending by revision, tombstones among them. Immutable. */
final class Versions {
    static final Versions NONE = new Versions(new KeyValue[0]);

    private final KeyValue[] ascending;

    private Versions(KeyValue[] ascending) {
        this.ascending = ascending;
    }

    /** What a read at {@code revision} shows; empty if the key was not there. */
    Optional<KeyValue> at(long revision) {
        for (int i = ascending.length - 1; i >= 0; i--) {
            if (ascending[i].modRevision() <= revision) {
                return ascending[i].isTombstone() ? Optional.empty() : Optional.of(ascending[i]);
            }
        }
        return Optional.empty();
    }

    Optional<KeyValue> latest() {
        return at(Long.MAX_VALUE);
    }

    Versions with(KeyValue newest) {
        KeyValue[] grown = Arrays.copyOf(ascending, ascending.length + 1);
        grown[ascending.length] = newest;
        return new Versions(grown);
    }

    /** Those that a read at {@code start} or later may show; itself if that is all of them. */
    Versions since(long start) {
        int first = 0;
        while (first + 1 < ascending.length && ascending[first + 1].modRevision() <= start) {
            first++;
        }
        if (first < ascending.length && ascending[first].isTombstone() && ascending[first].modRevision() <= start) {
            first++;
        }
        return first == 0 ? this : new Versions(Arrays.copyOfRange(ascending, first, ascending.length));
    }

    boolean isEmpty() {
        return ascending.length == 0;
    }
}
