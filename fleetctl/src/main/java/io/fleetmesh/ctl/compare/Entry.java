package io.fleetmesh.ctl.compare;

/** What a store has at a key. Immutable as long as nobody writes to its value. */
public final class Entry {
    private final String key;
    private final byte[] value;

    /** @param key in cache form, whatever form the store is in */
    public Entry(String key, byte[] value) {
        this.key = key;
        this.value = value;
    }

    public String key() {
        return key;
    }

    /** The array itself. */
    public byte[] value() {
        return value;
    }
}
