package io.fleetmesh.kit.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BarredTest {
    private static final long PAUSE = Barred.PAUSE;

    private final List<String> told = new ArrayList<>();
    private final Barred barred = new Barred(told::add);

    @Test
    void whatIsRefusedIsLeftOutThenTriedAndThenFree() {
        assertTrue(barred.refuse("a", "why", 0));
        assertFalse(barred.refuse("a", "again", 1));
        assertTrue(barred.leavesOut("a"));
        assertEquals(Set.of(), barred.wake(PAUSE - 1));

        assertEquals(Set.of("a"), barred.wake(PAUSE));
        assertFalse(barred.leavesOut("a"));
        assertEquals(Map.of("a", "why"), barred.causes());

        assertEquals(Set.of(), barred.wake(2 * PAUSE));
        assertEquals(Map.of(), barred.causes());
        assertEquals(List.of("a"), told);
    }

    @Test
    void whatIsRefusedOnTrialIsLeftOutAgainAndIsNoNews() {
        barred.refuse("a", "why", 0);
        barred.wake(PAUSE);

        assertTrue(barred.refuse("a", "still", PAUSE + 1));

        assertTrue(barred.leavesOut("a"));
        assertEquals(Map.of("a", "still"), barred.causes());
        assertEquals(Set.of(), barred.wake(2 * PAUSE));
        assertEquals(Set.of("a"), barred.wake(2 * PAUSE + 1));
        assertEquals(List.of("a"), told);
    }

    @Test
    void whatNobodyReadsAnyMoreIsForgotten() {
        barred.refuse("a", "why", 0);

        barred.forget("a");

        assertEquals(Map.of(), barred.causes());
        assertEquals(Set.of(), barred.wake(PAUSE));
    }
}
