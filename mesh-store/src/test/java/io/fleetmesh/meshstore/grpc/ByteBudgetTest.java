package io.fleetmesh.meshstore.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.meshstore.grpc.ByteBudget.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private static final long MOST = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final AtomicLong now = new AtomicLong();
    private final ByteBudget budget = new ByteBudget(MOST, PATIENCE, now::get);
    private final List<String> told = new ArrayList<>();

    @Test
    void whoFindsNoRoomIsToldWhenThereIs() {
        Claim first = claim("first", 40);
        Claim second = claim("second", 30);
        assertTrue(first.isGranted());
        assertFalse(second.isGranted());

        first.release();

        assertTrue(second.isGranted());
        assertEquals(List.of("second granted"), told);
        assertEquals(30, budget.held());
    }

    @Test
    void whatIsAboveHalfOfTheBudgetIsOneAtATime() {
        Claim huge = claim("huge", 1_000);
        Claim other = claim("east", "other", 1_000);
        Claim small = claim("north", "small", 10);

        assertTrue(huge.isGranted());
        assertTrue(huge.covers(1_000));
        assertFalse(other.isGranted());
        assertTrue(small.isGranted());
        huge.release();
        assertFalse(other.isGranted());
        small.release();
        assertTrue(other.isGranted());
    }

    @Test
    void whoIsSmallDoesNotOvertakeThoseOfItsCluster() {
        Claim held = claim("held", 40);
        Claim large = claim("large", 50);
        Claim small = claim("small", 1);

        assertFalse(small.isGranted());
        assertEquals(2, budget.waiting());
        held.release();

        assertTrue(large.isGranted());
        assertFalse(small.isGranted());
        large.release();
        assertTrue(small.isGranted());
    }

    @Test
    void whatOneClusterHoldsAndWaitsForDoesNotHoldUpAnother() {
        for (int i = 0; i < 50; i++) {
            var _ = claim("west", 5);
        }
        assertEquals(50, budget.held());
        assertEquals(40, budget.waiting());

        Claim east = claim("east", "east", 5);

        assertTrue(east.isGranted());
    }

    @Test
    void whoLeavesTheLineMakesWay() {
        var _ = claim("held", 40);
        Claim large = claim("large", 50);
        Claim small = claim("small", 5);

        large.release();
        large.release();

        assertTrue(small.isGranted());
        assertEquals(45, budget.held());
    }

    @Test
    void whoHoldsForTooLongIsToldOnlyWhenOthersWait() {
        Claim held = claim("held", 30);
        now.addAndGet(PATIENCE.toNanos());
        budget.relieve();
        assertEquals(List.of(), told);

        var _ = claim("late", 20);
        var _ = claim("waiting", 10);
        budget.relieve();

        assertEquals(List.of("held overdue"), told);
        held.release();
        budget.relieve();
        assertEquals(List.of("held overdue", "waiting granted"), told);
    }

    @Property(tries = 300)
    void noMoreIsHeldThanAllowedAndNobodyIsForgotten(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 150) Integer> sizes) {
        List<Claim> open = new ArrayList<>();
        for (int size : sizes) {
            if (size % 3 == 0 && !open.isEmpty()) {
                open.remove(size % open.size()).release();
            } else {
                open.add(claim("cluster " + size % 4, "", size));
            }
            assertTrue(budget.held() <= MOST);
            assertEquals(
                    budget.waiting(),
                    open.stream().filter(claim -> !claim.isGranted()).count());
            assertTrue(open.isEmpty() || open.stream().anyMatch(Claim::isGranted));
        }
        while (!open.isEmpty()) {
            open.removeFirst().release();
        }
        assertEquals(0, budget.held());
        assertEquals(0, budget.waiting());
    }

    private Claim claim(String name, long bytes) {
        return claim("west", name, bytes);
    }

    private Claim claim(String cluster, String name, long bytes) {
        return budget.claim(cluster, bytes, () -> told.add(name + " granted"), () -> told.add(name + " overdue"));
    }
}
