package io.fleetmesh.meshstore.domain;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process's one revision counter, shared by all views: no two commits of a process have the same revision, so a view
 * that replaces another one never goes back. Thread-safe.
 *
 * <p>It begins at the clock, so that revisions grow over restarts, too: a client that goes on with what an earlier process
 * told it asks for less than there is, and hears that this is compacted. See decision 23.
 */
public final class Revisions {
    /** Nothing has been written yet, in a counter that begins as a new etcd's. */
    static final long EMPTY = 1;

    /**
     * So many revisions lie between the beginnings of two processes that begin a millisecond apart: more than one can write
     * meanwhile. With the clock before them they are positive until the year 2248.
     */
    private static final int BITS_OF_A_MILLISECOND = 20;

    /** Nobody asks for what is so far ahead of the newest revision, but with what another process told. */
    private static final long FAR = 1L << BITS_OF_A_MILLISECOND;

    private final AtomicLong last;

    /** As a new etcd's, where revision 1 is the empty store, and 2 that of the first commit. */
    public Revisions() {
        this(EMPTY);
    }

    private Revisions(long last) {
        this.last = new AtomicLong(last);
    }

    /** Those of a process that begins now. */
    public static Revisions since(Instant now) {
        return new Revisions(Math.max(now.toEpochMilli(), 1) << BITS_OF_A_MILLISECOND);
    }

    long next() {
        return last.incrementAndGet();
    }

    /** The newest revision handed out. */
    public long last() {
        return last.get();
    }

    /** Whether it cannot be this process that told anybody of this revision, which is to come. */
    boolean isAnothers(long revision) {
        return revision - last() > FAR;
    }
}
