package io.fleetmesh.meshstore.domain;

import java.time.Instant;
import java.util.List;

/**
 * All that happened in one revision of one view.
 *
 * @param events at most one per key, in the order of the transaction
 */
public record Commit(long revision, Instant at, List<Event> events) {
    /** Itself, its time, its list, and its place in the log. */
    private static final int OBJECTS = 128;

    public Commit {
        events = List.copyOf(events);
    }

    /** Heap that goes free when the log forgets it. */
    long held() {
        return OBJECTS + events.stream().mapToLong(Event::held).sum();
    }
}
