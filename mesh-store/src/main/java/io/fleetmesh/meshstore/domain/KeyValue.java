package io.fleetmesh.meshstore.domain;

import java.util.Optional;

/**
 * One version of a key. Immutable; a store holds millions, so that it has no field more than it needs: this class is a key's
 * first version. Equal only to itself.
 */
public sealed class KeyValue implements Versions permits KeyValue.Later, KeyValue.Tombstone {
    private static final byte[] NO_VALUE = {};

    private final byte[] key;
    private final byte[] value;
    private final long modRevision;

    private KeyValue(byte[] key, byte[] value, long modRevision) {
        this.key = key;
        this.value = value;
        this.modRevision = modRevision;
    }

    /** A version that follows another. */
    static final class Later extends KeyValue {
        private final long createRevision;
        private final long version;

        private Later(byte[] key, byte[] value, long modRevision, long createRevision, long version) {
            super(key, value, modRevision);
            this.createRevision = createRevision;
            this.version = version;
        }

        @Override
        public long createRevision() {
            return createRevision;
        }

        @Override
        public long version() {
            return version;
        }
    }

    /** How a delete looks in etcd's events and in the history of a key: version 0, no value. */
    static final class Tombstone extends KeyValue {
        private Tombstone(byte[] key, long modRevision) {
            super(key, NO_VALUE, modRevision);
        }

        @Override
        public long createRevision() {
            return 0;
        }

        @Override
        public long version() {
            return 0;
        }

        @Override
        public boolean isTombstone() {
            return true;
        }
    }

    /** The put that makes a key. Its value is shared between views and must not be written to. */
    static KeyValue first(Bytes key, Bytes value, long revision) {
        return new KeyValue(key.bytes(), value.bytes(), revision);
    }

    /** The next put. */
    KeyValue then(Bytes newer, long revision) {
        return new Later(key, newer.bytes(), revision, createRevision(), version() + 1);
    }

    /** The delete of a key. */
    static KeyValue tombstone(Bytes key, long revision) {
        return new Tombstone(key.bytes(), revision);
    }

    public Bytes key() {
        return Bytes.of(key);
    }

    public Bytes value() {
        return Bytes.of(value);
    }

    /** Bytes of key and value. */
    public int size() {
        return key.length + value.length;
    }

    /** Revision of this version. */
    public long modRevision() {
        return modRevision;
    }

    /** Revision of the put that made the key; 0 for a tombstone. */
    public long createRevision() {
        return modRevision;
    }

    /** Puts since the key was made, this one included; 0 for a tombstone. */
    public long version() {
        return 1;
    }

    /** Whether this is a delete. */
    public boolean isTombstone() {
        return false;
    }

    @Override
    public byte[] keyBytes() {
        return key;
    }

    @Override
    public long steadyAfter() {
        return isTombstone() ? modRevision : createRevision();
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
