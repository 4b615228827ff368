package io.fleetmesh.meshstore.domain;

import static io.fleetmesh.meshstore.domain.Fixtures.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewIndexTest {
    private static final KeyRange ALL = KeyRange.prefix("");
    private static final Bytes A = Bytes.of("a");
    private static final Bytes B = Bytes.of("b");
    private static final Duration KEPT = Duration.ofMinutes(1);

    private static ViewIndex index(int maxEvents, long maxBytes) {
        return new ViewIndex(new Revisions(), new HistoryLimits(maxEvents, maxBytes, KEPT));
    }

    private static boolean put(ViewIndex index, Bytes key, String value, Instant at) {
        return index.commit(List.of(new Change.Put(key, Bytes.of(value))), at);
    }

    private static boolean delete(ViewIndex index, Bytes key, Instant at) {
        return index.commit(List.of(new Change.Delete(key)), at);
    }

    @Test
    void whatChangesNothingIsNoRevision() {
        ViewIndex index = index(100, 1_000_000);
        assertFalse(delete(index, A, NOW));
        assertTrue(put(index, A, "1", NOW));
        long revision = index.revision();
        assertFalse(put(index, A, "1", NOW));
        assertFalse(index.commit(List.of(), NOW));
        assertEquals(revision, index.revision());
        assertTrue(put(index, A, "2", NOW));
        assertTrue(delete(index, A, NOW));
        assertEquals(List.of(), index.keys(ALL));
    }

    @Test
    void aReadAtARevisionShowsThatRevision() {
        ViewIndex index = index(100, 1_000_000);
        assertTrue(put(index, A, "1", NOW));
        long first = index.revision();
        assertTrue(put(index, B, "1", NOW));
        assertTrue(delete(index, A, NOW));
        assertEquals(1, found(index, first).count());
        assertEquals(List.of(B), index.keys(ALL));
        assertEquals(List.of(), index.keys(KeyRange.only(A)));
        assertInstanceOf(RangeRead.Future.class, index.range(ALL, index.revision() + 1, 0));
    }

    private static RangeRead.Found found(ViewIndex index, long revision) {
        return assertInstanceOf(RangeRead.Found.class, index.range(ALL, revision, 0));
    }

    /** A client that resumes its watch would wait for ever for a revision of the process that is gone. */
    @Test
    void whatAnEarlierProcessHasWrittenIsCompacted() {
        ViewIndex gone = new ViewIndex(Revisions.since(NOW), new HistoryLimits(100, 1_000_000, KEPT));
        for (int i = 0; i < 1_000; i++) {
            assertTrue(put(gone, A, Integer.toString(i), NOW));
        }
        ViewIndex next = new ViewIndex(Revisions.since(NOW.plusMillis(1)), new HistoryLimits(100, 1_000_000, KEPT));
        assertTrue(put(next, A, "new", NOW));

        assertInstanceOf(LogRead.Compacted.class, next.read(gone.revision() + 1));
        assertInstanceOf(RangeRead.Compacted.class, next.range(ALL, gone.revision(), 0));
    }

    @Test
    void historyEndsByNumberByBytesAndByAge() {
        ViewIndex byNumber = index(2, 1_000_000);
        ViewIndex byBytes = index(100, 10);
        ViewIndex byAge = index(100, 1_000_000);
        for (ViewIndex index : List.of(byNumber, byBytes, byAge)) {
            assertTrue(put(index, A, "1", NOW));
        }
        long first = byNumber.revision();
        for (int i = 2; i < 5; i++) {
            assertTrue(put(byNumber, A, Integer.toString(i), NOW));
            assertTrue(put(byBytes, A, "a value of more than ten bytes " + i, NOW));
        }
        assertTrue(put(byAge, A, "2", NOW.plus(KEPT)));
        assertEquals(first, byAge.compactRevision() == Revisions.EMPTY ? first : -1);
        assertTrue(put(byAge, A, "3", NOW.plus(KEPT).plusSeconds(1)));
        for (ViewIndex index : List.of(byNumber, byBytes, byAge)) {
            assertInstanceOf(RangeRead.Compacted.class, index.range(ALL, first, 0));
            assertInstanceOf(LogRead.Compacted.class, index.read(first));
            assertEquals(1, found(index, 0).count());
        }
    }

    @Test
    void aDeleteThatIsOlderThanTheHistoryLeavesNothing() {
        ViewIndex index = index(1, 1_000_000);
        assertTrue(put(index, A, "1", NOW));
        assertTrue(delete(index, A, NOW));
        assertTrue(put(index, B, "1", NOW));
        assertTrue(put(index, B, "2", NOW));
        assertEquals(
                0,
                found(index, 0).keyValues().stream()
                        .filter(kv -> kv.key().equals(A))
                        .count());
        assertTrue(put(index, A, "again", NOW));
        KeyValue again = found(index, 0).keyValues().getFirst();
        assertEquals(1, again.version());
        assertEquals(again.modRevision(), again.createRevision());
    }

    @Test
    void aClosedViewTakesNothingAndTellsThoseWhoListenLate() {
        ViewIndex index = index(100, 1_000_000);
        List<String> heard = new ArrayList<>();
        ViewIndex.Listener listener = new ViewIndex.Listener() {
            @Override
            public void onCommit(long revision) {
                heard.add("commit");
            }

            @Override
            public void onClosed() {
                heard.add("closed");
            }
        };
        index.listen(listener);
        assertTrue(put(index, A, "1", NOW));
        index.close();
        assertFalse(put(index, A, "2", NOW));
        index.unlisten(listener);
        index.listen(listener);
        assertEquals(List.of("commit", "closed", "closed"), heard);
    }

    @Test
    void rangesAreEtcds() {
        assertTrue(KeyRange.of(new byte[] {'a'}, new byte[] {0}).contains(Bytes.of("zzz")));
        assertTrue(KeyRange.prefix("\u00ff").contains(Bytes.of("\u00ff1")));
        KeyRange nothing = KeyRange.of(new byte[] {'b'}, new byte[] {'a'});
        assertTrue(nothing.isEmpty());
        assertTrue(nothing.isWithin(KeyRange.of(new byte[] {'a'}, new byte[] {'c'})));
        assertFalse(nothing.isWithin(KeyRange.of(new byte[] {'b'}, new byte[] {'c'})));
        assertFalse(nothing.isWithin(KeyRange.of(new byte[] {'a'}, new byte[] {'b'})));
        assertTrue(KeyRange.prefix("a/").isWithin(KeyRange.prefix("a")));
        assertFalse(KeyRange.of(new byte[] {'a'}, new byte[] {0}).isWithin(KeyRange.prefix("a")));
        assertTrue(KeyRange.prefix("a").isWithin(KeyRange.of(new byte[] {'a'}, new byte[] {0})));
    }
}
