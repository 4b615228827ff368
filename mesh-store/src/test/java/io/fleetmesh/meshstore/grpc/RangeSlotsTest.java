package io.fleetmesh.meshstore.grpc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RangeSlotsTest {
    private static final int BUDGET = 10 * 1024;

    private final RangeSlots slots = new RangeSlots(new StoreLimits.OfRanges(BUDGET, 2, 2));

    @Test
    void aLineThatIsTooLongTurnsAway() {
        assertTrue(slots.enter());
        assertTrue(slots.enter());
        assertFalse(slots.enter());

        slots.leave();

        assertTrue(slots.enter());
    }

    @Test
    void aResponseWaitsUntilThereIsRoom() throws Exception {
        int first = slots.acquire(8 * 1024);
        CompletableFuture<Integer> second = acquire(4 * 1024);
        await().until(() -> slots.waiting() == 1);
        assertFalse(second.isDone());

        slots.release(first);

        slots.release(second.get());
    }

    @Test
    void aResponseAboveTheWholeBudgetHasItAlone() throws Exception {
        int all = slots.acquire(100L << 20);

        assertEquals(10, all);
        CompletableFuture<Integer> small = acquire(1);
        await().until(() -> slots.waiting() == 1);
        assertFalse(small.isDone());
        slots.release(all);
        assertEquals(1, small.get());
    }

    private CompletableFuture<Integer> acquire(long bytes) {
        CompletableFuture<Integer> acquired = new CompletableFuture<>();
        var _ = Thread.startVirtualThread(() -> {
            try {
                acquired.complete(slots.acquire(bytes));
            } catch (InterruptedException e) {
                acquired.completeExceptionally(e);
            }
        });
        return acquired;
    }
}
