package io.fleetmesh.meshstore.grpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RangeSlotsTest {
    private final RangeSlots slots = new RangeSlots(
            new StoreLimits.OfRanges(1, 2, 2, 1), new ByteBudget(1, Duration.ofMinutes(1), System::nanoTime));

    @Test
    void aLineThatIsTooLongTurnsAway() {
        assertTrue(slots.enter());
        assertTrue(slots.enter());
        assertFalse(slots.enter());

        slots.leave();

        assertTrue(slots.enter());
    }
}
