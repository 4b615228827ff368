package io.fleetmesh.meshstore.domain;

/** What a read of a view's event log found. */
public sealed interface LogRead {

    /** The next commit. */
    record Next(Commit commit) implements LogRead {}

    /** Nothing more; the log was seen whole up to {@code revision}. */
    record End(long revision) implements LogRead {}

    /** The position lies before the kept window, which begins at {@code compactRevision}, or is not of this process. */
    record Compacted(long compactRevision) implements LogRead {}
}
