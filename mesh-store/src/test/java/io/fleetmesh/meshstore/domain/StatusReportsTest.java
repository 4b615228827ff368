package io.fleetmesh.meshstore.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.StoreStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusReportsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final StatusReports reports = new StatusReports("shop", "store-0");

    private static Serving serving(String trouble, int connections) {
        return new Serving("west", trouble, connections, 2, 0, Optional.empty());
    }

    private Optional<StoreStatus> at(int second, Serving serving) {
        return reports.next(serving, START.plusSeconds(second));
    }

    @Test
    void theFirstIsSaidAtOnceAndWhatStaysEveryHalfMinute() {
        assertEquals(
                Optional.of(
                        new StoreStatus("west", "shop", "store-0", true, START, "", 3, 2, 0, START, Optional.empty())),
                at(0, serving("", 3)));
        assertEquals(Optional.empty(), at(29, serving("", 3)));
        StoreStatus again = at(30, serving("", 3)).orElseThrow();
        assertEquals(START, again.since());
        assertEquals(START.plusSeconds(30), again.at());
    }

    @Test
    void whatChangesIsSaidSoonAndNotAllTheTime() {
        assertTrue(at(0, serving("", 0)).isPresent());

        assertEquals(Optional.empty(), at(1, serving("", 1)));
        assertEquals(2, at(5, serving("", 2)).orElseThrow().connections());
    }

    @Test
    void sinceIsWhenItCameToBeSoWhateverTheReason() {
        assertTrue(at(0, serving("", 1)).isPresent());

        assertEquals(
                START.plusSeconds(6),
                at(6, serving("endpoint closed", 1)).orElseThrow().since());
        assertEquals(
                START.plusSeconds(6),
                at(12, serving("log lost", 1)).orElseThrow().since());
        assertEquals(START.plusSeconds(18), at(18, serving("", 1)).orElseThrow().since());
    }

    @Test
    void aClockThatIsSetBackSilencesNothing() {
        assertTrue(at(600, serving("", 1)).isPresent());

        StoreStatus back = at(0, serving("", 1)).orElseThrow();
        assertEquals(START, back.since(), "not in the future");
        assertEquals(Optional.empty(), at(29, serving("", 1)));
        assertTrue(at(30, serving("", 1)).isPresent());
    }

    @Test
    void whoIsServedNoMoreIsToldOnce() {
        assertTrue(at(0, serving("", 1)).isPresent());

        assertEquals(Set.of(), reports.gone(Set.of("west")));
        assertEquals(Set.of("west"), reports.gone(Set.of("east")));
        assertEquals(Set.of(), reports.gone(Set.of()));
        assertTrue(at(1, serving("", 1)).isPresent(), "who comes back is new");
    }
}
