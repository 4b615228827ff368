package io.fleetmesh.watcher.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Family FAMILY = Family.SERVICE;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Progress progress = new Progress();

    @Test
    void aMarkerIsRecordedWhenTheFamilyHasComeFurther() {
        CompletenessFact standing = new CompletenessFact(FAMILY, 7, "100");
        progress.resume(Map.of(FAMILY, standing));

        progress.reached(FAMILY, "120");

        assertEquals(
                Optional.of(new CompletenessFact(FAMILY, 7, "120")),
                progress.record(FAMILY, Optional.of(standing), START));
    }

    @Test
    void anOlderVersionIsNoProgress() {
        CompletenessFact standing = new CompletenessFact(FAMILY, 7, "100");
        progress.resume(Map.of(FAMILY, standing));

        progress.reached(FAMILY, "99");

        assertEquals(Optional.of("100"), progress.newest(FAMILY));
        assertEquals(Optional.empty(), progress.record(FAMILY, Optional.of(standing), START));
    }

    @Test
    void aFamilyNeverListedHasNoMarkerToMove() {
        progress.reached(FAMILY, "120");

        assertEquals(Optional.empty(), progress.record(FAMILY, Optional.empty(), START));
    }

    @Test
    void recordAndListAreDueAfterTheirTimes() {
        assertTrue(progress.isListDue(FAMILY, START, MINUTE), "never listed");
        progress.listed(FAMILY, "100", START);

        assertFalse(progress.isRecordDue(FAMILY, START.plusSeconds(59), MINUTE));
        assertTrue(progress.isRecordDue(FAMILY, START.plusSeconds(60), MINUTE));
        assertTrue(progress.isListDue(FAMILY, START.plusSeconds(60), MINUTE));

        var _ = progress.record(FAMILY, Optional.empty(), START.plusSeconds(60));
        assertFalse(progress.isRecordDue(FAMILY, START.plusSeconds(90), MINUTE), "recorded half a minute ago");
        assertTrue(progress.isListDue(FAMILY, START.plusSeconds(90), MINUTE), "but not listed");
    }
}
