package io.fleetmesh.watcher.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockSkewTest {
    private static final Instant DATE = Instant.parse("2026-01-01T00:00:10Z");

    /** A date means any moment within its second; ours is the middle of asking and hearing. */
    @ParameterizedTest(name = "asked at {0}, heard at {1}: ahead by {2} s")
    @CsvSource({
        "10.0, 11.0, 0",
        "10.9, 10.9, 0",
        "9.9, 9.9, 1",
        "7.0, 7.4, 3",
        "13.0, 14.0, -3",
        "5.0, 15.0, 1",
    })
    void theMiddleOfTheAnswerIsCompared(double sent, double received, int ahead) {
        assertEquals(ahead, ClockSkew.seconds(DATE, at(sent), at(received)));
    }

    private static Instant at(double seconds) {
        return Instant.parse("2026-01-01T00:00:00Z").plusMillis(Math.round(seconds * 1000));
    }
}
