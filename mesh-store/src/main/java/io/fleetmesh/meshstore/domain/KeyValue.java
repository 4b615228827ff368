package io.fleetmesh.meshstore.domain;

import java.util.Optional;

/**
 * One version of a key. {@code value} is shared between views and must not be written to.
 *
 * @param createRevision revision of the put that made the key
 * @param modRevision revision of this version
 * @param version puts since the key was made, this one included
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version)
        implements Versions {
    private static final Bytes NO_VALUE = Bytes.of("");

    /** How a delete looks in etcd's events and in the history of a key: version 0, no value. */
    static KeyValue tombstone(Bytes key, long revision) {
        return new KeyValue(key, NO_VALUE, 0, revision, 0);
    }

    /** Whether this is a delete. */
    public boolean isTombstone() {
        return version == 0;
    }

    @Override
    public KeyValue[] ascending() {
        return new KeyValue[] {this};
    }

    @Override
    public Optional<KeyValue> at(long revision) {
        return modRevision <= revision && !isTombstone() ? Optional.of(this) : Optional.empty();
    }
}
