package io.fleetmesh.meshstore.domain;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process's one revision counter, shared by all views: no two commits of a process have the same revision, so a view
 * that replaces another one never goes back. Thread-safe.
 */
public final class Revisions {
    /** Nothing has been written yet. */
    static final long EMPTY = 1;

    /** Of each millisecond: more commits than that nobody makes in one. */
    private static final int COMMIT_BITS = 20;

    private final AtomicLong last;

    /** The first commit is revision 2, as in etcd, where 1 is the empty store. */
    public Revisions() {
        this(EMPTY);
    }

    private Revisions(long last) {
        this.last = new AtomicLong(last);
    }

    /**
     * Those of a process that starts at {@code time}: above all of one that started before, so that a client which resumes its
     * watch is told that what it has not seen is compacted, and does not wait for a revision that is long past.
     */
    public static Revisions since(Instant time) {
        return new Revisions(time.toEpochMilli() << COMMIT_BITS);
    }

    long next() {
        return last.incrementAndGet();
    }

    /** The newest revision handed out. */
    public long last() {
        return last.get();
    }
}
