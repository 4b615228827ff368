package io.fleetmesh.meshstore.domain;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class StatusReportsProperties {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Looked at once a second, whatever happens. */
    @Property
    void recordsAreAtLeastApartAndAtMostEvery(@ForAll @Size(max = 200) List<@IntRange(max = 2) Integer> connections) {
        StatusReports looked = new StatusReports("shop", "store-0");
        List<Instant> said = new ArrayList<>();
        Instant last = START;
        for (int i = 0; i < connections.size(); i++) {
            last = START.plusSeconds(i);
            looked.next(
                            new Serving(
                                    "west",
                                    connections.get(i) == 0 ? "none" : "",
                                    connections.get(i),
                                    2,
                                    0,
                                    Optional.empty()),
                            last)
                    .ifPresent(status -> said.add(status.at()));
        }
        for (int i = 1; i < said.size(); i++) {
            assertFalse(said.get(i).isBefore(said.get(i - 1).plus(StatusReports.APART)));
            assertFalse(said.get(i).isAfter(said.get(i - 1).plus(StatusReports.EVERY)));
        }
        assertTrue(said.isEmpty() || last.isBefore(said.getLast().plus(StatusReports.EVERY)));
    }
}
