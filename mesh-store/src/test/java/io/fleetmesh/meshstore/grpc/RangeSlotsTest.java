package io.fleetmesh.meshstore.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RangeSlotsTest {
    private final RangeSlots slots = new RangeSlots(
            new StoreLimits.OfRanges(1, 2, 8, 1), new ByteBudget(1, Duration.ofMinutes(1), System::nanoTime));

    private int enter(String cluster) {
        int entered = 0;
        while (slots.enter(cluster)) {
            entered++;
        }
        return entered;
    }

    @Test
    void aLineThatIsTooLongTurnsAway() {
        assertEquals(4, enter("west"));
        assertEquals(4, slots.waiting());

        slots.leave("west");

        assertTrue(slots.enter("west"));
        assertFalse(slots.enter("west"));
    }

    @Test
    void theLineOfOneClusterDoesNotTurnAwayAnother() {
        var _ = enter("west");

        assertTrue(slots.enter("east"));
    }
}
