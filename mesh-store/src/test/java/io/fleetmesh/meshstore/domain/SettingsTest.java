package io.fleetmesh.meshstore.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void valuesThatCannotWorkAreRefusedByName() {
        assertRefused("Coalescing.bytesPerSecond", () -> new Coalescing(0, 0, SECOND));
        assertRefused("Coalescing.longest", () -> new Coalescing(0, 1, SECOND.negated()));
        assertRefused("HistoryLimits.maxEvents", () -> new HistoryLimits(0, 1, SECOND));
        assertRefused("HistoryLimits.maxBytes", () -> new HistoryLimits(1, 0, SECOND));
        assertRefused("HistoryLimits.keepFor", () -> new HistoryLimits(1, 1, Duration.ZERO));
        assertRefused(
                "ProjectionSettings.removalGrace",
                () -> new ProjectionSettings(Coalescing.defaults(), HistoryLimits.defaults(), SECOND.negated()));
    }

    private static void assertRefused(String field, Executable made) {
        String message = assertThrows(IllegalArgumentException.class, made).getMessage();
        assertTrue(message.startsWith(field + ": expected"), message);
    }

    @Test
    void theIntervalGrowsWithTheSizeUpToTheLongest() {
        Coalescing coalescing = new Coalescing(1_000, 1_000, Duration.ofSeconds(3));
        assertEquals(Duration.ZERO, coalescing.interval(999));
        assertEquals(SECOND, coalescing.interval(1_000));
        assertEquals(Duration.ofMillis(2_999), coalescing.interval(2_999));
        assertEquals(Duration.ofSeconds(3), coalescing.interval(3_000));
        assertEquals(Duration.ofSeconds(3), coalescing.interval(30_000));
    }
}
