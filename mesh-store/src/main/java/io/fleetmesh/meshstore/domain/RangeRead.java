package io.fleetmesh.meshstore.domain;

import java.util.List;

/** What a read of a range found. */
public sealed interface RangeRead {

    /**
     * The range as of one revision.
     *
     * @param revision the view's newest revision, for the response's header
     * @param count keys in the range, whatever the limit
     * @param keyValues ascending by key, no more than the limit
     */
    record Found(long revision, long count, List<KeyValue> keyValues) implements RangeRead {
        public Found {
            keyValues = List.copyOf(keyValues);
        }
    }

    /** The revision lies before the kept window, which begins at {@code compactRevision}. */
    record Compacted(long compactRevision) implements RangeRead {}

    /** The revision has not happened yet. */
    record Future(long revision) implements RangeRead {}
}
