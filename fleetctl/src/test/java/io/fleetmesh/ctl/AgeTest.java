package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z, 0s",
        "2026-01-31T12:00:05Z, 0s",
        "2026-01-31T11:59:01Z, 59s",
        "2026-01-31T11:56:01Z, 3m",
        "2026-01-31T09:00:00Z, 3h",
        "2026-01-31T08:47:00Z, 3h13m",
        "2026-01-29T07:30:00Z, 2d4h",
        "2026-01-01T12:00:00Z, 30d",
        "2026-13-01T12:00:00Z, -",
        "'', -"
    })
    void anAgeIsItsTwoLargestUnits(String time, String age) {
        assertEquals(age, Age.of(time, NOW));
    }
}
