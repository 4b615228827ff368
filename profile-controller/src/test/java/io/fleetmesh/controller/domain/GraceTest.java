package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraceTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Grace<String> grace = new Grace<>(Duration.ofSeconds(30));

    private Set<String> after(long seconds, String... unwanted) {
        return grace.over(Set.of(unwanted), BEGIN.plusSeconds(seconds));
    }

    @Test
    void whatIsUnwantedGoesWhenItsTimeIsOver() {
        assertEquals(Set.of(), after(0, "a"));
        assertEquals(Set.of(), after(29, "a", "b"));
        assertEquals(Set.of("a"), after(30, "a", "b"));
        assertEquals(Set.of("b"), after(59, "b"));
    }

    @Test
    void whatWasWantedMeanwhileBeginsAnew() {
        after(0, "a");
        after(10);

        assertEquals(Set.of(), after(30, "a"));
        assertEquals(Set.of("a"), after(60, "a"));
    }

    @Test
    void withoutGraceItGoesAtOnce() {
        assertEquals(Set.of("a"), new Grace<String>(Duration.ZERO).over(Set.of("a"), BEGIN));
    }
}
