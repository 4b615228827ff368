package io.fleetmesh.meshstore.domain;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The process's one revision counter, shared by all views: no two commits of a process have the same revision, so a view
 * that replaces another one never goes back. The first commit is revision 2, as in etcd, where 1 is the empty store.
 * Thread-safe.
 */
public final class Revisions {
    /** Nothing has been written yet. */
    static final long EMPTY = 1;

    private final AtomicLong last = new AtomicLong(EMPTY);

    long next() {
        return last.incrementAndGet();
    }

    /** The newest revision handed out. */
    public long last() {
        return last.get();
    }
}
