package io.fleetmesh.meshstore.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LinesTest {
    private final Lines<String, String> lines = new Lines<>();

    private List<String> taken(int count) {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.next(_ -> true).ifPresent(taken::add);
        }
        return taken;
    }

    private void add(String owner, int count, boolean goesOn) {
        for (int i = 0; i < count; i++) {
            lines.add(owner, owner + (goesOn ? "+" : "") + i, goesOn);
        }
    }

    @Test
    void ownersTakeTurns() {
        add("a", 4, false);
        add("b", 1, false);
        add("c", 2, false);

        assertEquals(List.of("a0", "b0", "c0", "a1", "c1", "a2", "a3"), taken(8));
        assertEquals(0, lines.size());
    }

    @Test
    void whoGoesOnIsBeforeWhoBeginsAndAfterSoManyOneBegins() {
        add("a", 2, false);
        add("a", Lines.PASSED + 1, true);

        List<String> taken = taken(Lines.PASSED + 3);

        assertEquals("a+0", taken.getFirst());
        assertEquals(Lines.PASSED, taken.indexOf("a0"));
        assertEquals(List.of("a+" + Lines.PASSED, "a1"), taken.subList(Lines.PASSED + 1, taken.size()));
    }

    @Test
    void whoGoesOnIsBeforeNoOtherOwners() {
        add("a", 3, true);
        add("b", 1, false);

        assertEquals(List.of("a+0", "b0", "a+1", "a+2"), taken(4));
    }

    @Test
    void whoMayNotIsPassedAndKeepsItsTurn() {
        add("a", 2, false);
        add("b", 2, false);

        assertEquals(Optional.of("b0"), lines.next(waiting -> !waiting.startsWith("a")));
        assertEquals(Optional.empty(), lines.next(_ -> false));

        assertEquals(List.of("a0", "b1", "a1"), taken(3));
    }

    @Test
    void whoLeavesIsNotTaken() {
        add("a", 2, false);
        add("b", 1, true);

        assertTrue(lines.remove("a", "a0"));
        assertTrue(lines.remove("b", "b+0"));
        assertFalse(lines.remove("b", "b+0"));
        assertFalse(lines.isWaiting("b"));

        assertEquals(1, lines.size());
        assertEquals(List.of("a1"), taken(2));
    }

    /** However many the others have in line: between two turns of an owner that waits each other one has one. */
    @Property(tries = 200)
    void nobodyWaitsLongerThanOneTurnOfEachOther(@ForAll long seed) {
        Random random = new Random(seed);
        Map<String, Integer> sinceTurn = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            String owner = "" + (char) ('a' + random.nextInt(4));
            if (random.nextInt(3) > 0) {
                lines.add(owner, owner + "/" + i, random.nextBoolean());
                sinceTurn.putIfAbsent(owner, 0);
            } else {
                String served = lines.next(_ -> true)
                        .map(taken -> taken.substring(0, 1))
                        .orElse("");
                sinceTurn.replaceAll((_, turns) -> turns + 1);
                sinceTurn.remove(served);
                if (lines.isWaiting(served)) {
                    sinceTurn.put(served, 0);
                }
                sinceTurn.keySet().removeIf(waiting -> !lines.isWaiting(waiting));
                assertTrue(sinceTurn.values().stream().allMatch(turns -> turns <= 3), sinceTurn::toString);
            }
        }
        while (lines.size() > 0) {
            assertTrue(lines.next(_ -> true).isPresent());
        }
    }
}
