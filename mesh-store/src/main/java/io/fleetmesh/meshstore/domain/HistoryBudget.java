package io.fleetmesh.meshstore.domain;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Heap that the past of all views of a process takes together. When it is more than it may be, the view with the largest
 * past forgets its oldest commits, whoever wrote last: a view that changes much cannot take from others what they need to
 * let their agents resume. What can be over it is each view's newest commit, which stays. Thread-safe.
 */
final class HistoryBudget {
    private final long most;
    private final AtomicLong held = new AtomicLong();
    private final Set<ViewIndex> views = ConcurrentHashMap.newKeySet();

    HistoryBudget(long most) {
        this.most = most;
    }

    /** Bytes that are held now. */
    long held() {
        return held.get();
    }

    void join(ViewIndex view) {
        views.add(view);
    }

    /** The view is closed, and what it held is nobody's. */
    void leave(ViewIndex view, long bytes) {
        if (views.remove(view)) {
            held.addAndGet(-bytes);
        }
    }

    void add(long bytes) {
        held.addAndGet(bytes);
    }

    /** To be called when something was added, with no view locked. */
    void trim() {
        long over = held.get() - most;
        while (over > 0) {
            Optional<ViewIndex> largest = views.stream()
                    .filter(view -> view.pastBytes() > 0)
                    .max(Comparator.comparingLong(ViewIndex::pastBytes));
            if (largest.isEmpty()) {
                return;
            }
            largest.get().forgetOldest(over);
            over = held.get() - most;
        }
    }
}
