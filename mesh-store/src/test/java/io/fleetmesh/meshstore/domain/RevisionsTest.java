package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionsTest {
    private static final Duration YEAR = Duration.ofDays(365);

    @Test
    void aLaterProcessBeginsBehindAllThatAnEarlierOneCanHaveWritten() {
        Revisions earlier = Revisions.since(NOW);
        Revisions later = Revisions.since(NOW.plusMillis(1));

        for (int i = 0; i < 1_000_000; i++) {
            var _ = earlier.next();
        }

        assertTrue(earlier.last() < later.last());
        assertFalse(later.isAnothers(earlier.last()));
    }

    @Test
    void theyArePositiveForLong() {
        assertTrue(Revisions.since(NOW.plus(YEAR.multipliedBy(200))).last() > 0);
        assertTrue(Revisions.since(Instant.EPOCH.minus(YEAR)).last() > Revisions.EMPTY);
    }

    @Test
    void whatIsFarAheadIsAnotherProcesss() {
        Revisions older = Revisions.since(NOW);
        Revisions younger = Revisions.since(NOW.plusSeconds(1));

        assertTrue(older.isAnothers(younger.next()));
        assertFalse(older.isAnothers(older.last() + 1_000));
    }

    @Test
    void aWatchWithAnotherProcesssRevisionIsToldThatItIsCompacted() {
        ViewIndex older = view(NOW);
        ViewIndex younger = view(NOW.plusSeconds(1));

        assertEquals(new LogRead.Compacted(younger.compactRevision()), younger.read(older.revision() + 1));
        assertEquals(new LogRead.Compacted(older.compactRevision()), older.read(younger.revision() + 1));
        assertEquals(new LogRead.End(older.revision()), older.read(older.revision() + 1));
        assertEquals(new LogRead.End(older.revision() + 8), older.read(older.revision() + 9));
    }

    @Test
    void aListWithAnotherProcesssRevisionIsRefused() {
        ViewIndex older = view(NOW);
        ViewIndex younger = view(NOW.plusSeconds(1));

        assertInstanceOf(RangeRead.Compacted.class, younger.range(Fixtures.ALL, older.revision(), 0));
        assertInstanceOf(RangeRead.Future.class, older.range(Fixtures.ALL, younger.revision(), 0));
    }

    @Test
    void aViewThatHasNothingYetIsReadAndWatched() {
        ViewIndex empty = new ViewIndex(Revisions.since(NOW), HistoryLimits.defaults());

        assertEquals(new RangeRead.Found(empty.revision(), 0, List.of()), empty.range(Fixtures.ALL, 0, 0));
        assertEquals(new LogRead.End(empty.revision()), empty.read(empty.revision() + 1));
    }

    private static ViewIndex view(Instant begin) {
        ViewIndex view = new ViewIndex(Revisions.since(begin), HistoryLimits.defaults());
        assertTrue(view.commit(List.of(new Change.Put(Bytes.of("cilium/x"), Bytes.of("1"))), begin));
        return view;
    }
}
