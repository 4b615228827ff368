package io.fleetmesh.meshstore.domain;

import java.time.Instant;
import java.util.List;

/**
 * All that happened in one revision of one view.
 *
 * @param events at most one per key, in the order of the transaction
 */
public record Commit(long revision, Instant at, List<Event> events) {
    public Commit {
        events = List.copyOf(events);
    }

    long weight() {
        return events.stream().mapToLong(Event::weight).sum();
    }
}
