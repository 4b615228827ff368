package io.fleetmesh.meshstore.domain;

import java.util.Optional;

/**
 * One key's change in a commit.
 *
 * @param current the new version, a tombstone for a delete
 * @param previous the version it replaced
 * @param head the event in etcd's encoding up to its value: made once, written to every watcher
 */
public record Event(KeyValue current, Optional<KeyValue> previous, Bytes head) {
    /** Itself, its version and the previous one, and their arrays, without what is in those. */
    private static final int OBJECTS = 128;

    static Event of(KeyValue current, Optional<KeyValue> previous) {
        return new Event(current, previous, EventEncoding.head(current));
    }

    /** Bytes that tell it to a watcher that does not ask for the previous value. */
    public long weight() {
        return head.length() + (long) current.value().length() + current.key().length();
    }

    /**
     * Heap that goes free when the log forgets it. Its own value is that of the newest version, which stays anyway, or the
     * previous value of a later event, which then counts it.
     */
    long held() {
        int replaced = previous.map(known -> known.value().length()).orElse(0);
        return OBJECTS + (long) head.length() + current.key().length() + replaced;
    }
}
