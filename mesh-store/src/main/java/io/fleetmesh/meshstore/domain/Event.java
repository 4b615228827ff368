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

    static Event of(KeyValue current, Optional<KeyValue> previous) {
        return new Event(current, previous, EventEncoding.head(current));
    }

    /** Bytes that it holds in the log of events. */
    public long weight() {
        return head.length() + (long) current.value().length() + current.key().length();
    }
}
