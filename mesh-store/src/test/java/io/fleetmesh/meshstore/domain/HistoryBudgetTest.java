package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** One budget, several views. */
class HistoryBudgetTest {
    private static final long MOST = 20_000;
    private static final int VIEWS = 4;
    private static final HistoryLimits LIMITS = new HistoryLimits(1_000_000, MOST, Duration.ofDays(1));

    private final Revisions revisions = new Revisions();
    private final HistoryBudget budget = new HistoryBudget(MOST);
    private final List<ViewIndex> views = IntStream.range(0, VIEWS)
            .mapToObj(_ -> new ViewIndex(revisions, LIMITS, budget))
            .toList();

    @Property(tries = 200)
    void whatIsCountedIsWhatTheLogsHaveAndNoMoreThanAllowed(
            @ForAll @Size(max = 300) List<@IntRange(max = 799) Integer> writes) {
        for (int write : writes) {
            ViewIndex view = views.get(write % VIEWS);
            Bytes key = Bytes.of("key" + write % 5);
            var _ = view.commit(
                    List.of(
                            write % 7 == 0
                                    ? new Change.Delete(key)
                                    : new Change.Put(
                                            key,
                                            Bytes.of(Integer.toString(write).repeat(write)))),
                    NOW);

            assertEquals(views.stream().mapToLong(HistoryBudgetTest::logged).sum(), budget.held());
            assertTrue(budget.held() <= MOST || views.stream().allMatch(each -> each.pastBytes() == 0));
        }
    }

    @Test
    void aViewThatChangesMuchLeavesToTheOthersTheirPast() {
        ViewIndex quiet = views.getFirst();
        ViewIndex busy = views.getLast();
        put(quiet, 0);
        long first = quiet.revision();
        IntStream.range(1, 5).forEach(i -> put(quiet, i));

        IntStream.range(0, 1_000).forEach(i -> put(busy, i));

        assertInstanceOf(LogRead.Next.class, quiet.read(first));
        assertInstanceOf(LogRead.Compacted.class, busy.read(first + 5));
        assertTrue(budget.held() > MOST / 2);
    }

    @Test
    void aNewViewGetsRoomFromTheLargest() {
        IntStream.range(0, 1_000).forEach(i -> put(views.getLast(), i));
        ViewIndex late = views.getFirst();
        put(late, 0);
        long first = late.revision();

        IntStream.range(1, 20).forEach(i -> put(late, i));

        assertInstanceOf(LogRead.Next.class, late.read(first));
        assertTrue(budget.held() <= MOST);
    }

    @Test
    void aClosedViewGivesItsRoomBack() {
        IntStream.range(0, 10).forEach(i -> put(views.getFirst(), i));

        views.getFirst().close();
        views.getFirst().close();

        assertEquals(0, budget.held());
    }

    @Test
    void theViewsOfAProjectionShareOneBudget() {
        Projection projection = new Projection(ProjectionSettings.of(LIMITS, Duration.ZERO), new Revisions());
        IntStream.range(0, 20).forEach(i -> projection.applyView(Fixtures.view("consumer" + i), NOW));

        for (int i = 1; i < 200; i++) {
            projection.heartbeat(NOW.plusSeconds(i));
        }

        assertTrue(projection.historyBytes() > MOST / 2);
        assertTrue(projection.historyBytes() <= MOST, () -> projection.historyBytes() + " bytes");
    }

    private static void put(ViewIndex view, int value) {
        assertTrue(view.commit(List.of(new Change.Put(Bytes.of("a"), Bytes.of("value " + value))), NOW));
    }

    private static long logged(ViewIndex view) {
        long held = 0;
        LogRead read = view.read(view.compactRevision());
        while (read instanceof LogRead.Next(Commit commit)) {
            held += commit.held();
            read = view.read(commit.revision() + 1);
        }
        return held;
    }
}
