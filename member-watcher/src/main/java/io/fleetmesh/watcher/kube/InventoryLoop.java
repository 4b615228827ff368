package io.fleetmesh.watcher.kube;

import io.fleetmesh.watcher.domain.Inventory;
import io.fleetmesh.watcher.domain.InventoryListener;
import io.fleetmesh.watcher.domain.Survey;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Looks at one member when that is due, for as long as it is open, on a virtual thread of its own. As with lists, the identity is
 * compared before and after. A member that does not answer is in no more trouble because of this: its families' loops say so.
 */
final class InventoryLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(InventoryLoop.class);

    private final MemberConnection api;
    private final Inspector inspector;
    private final InventoryListener listener;
    private final WatchTimings timings;
    private final Backoff backoff;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;

    private volatile boolean closed;

    private InventoryLoop(MemberConnection api, Inspector inspector, InventoryListener listener, WatchTimings timings) {
        this.api = api;
        this.inspector = inspector;
        this.listener = listener;
        this.timings = timings;
        this.backoff = new Backoff(timings.firstPause(), timings.longestPause(), RandomGenerator.getDefault());
        this.thread = Thread.ofVirtual().name("inventory").unstarted(this::run);
    }

    /** Begins at once; {@code listener} hears of everything on the loop's thread. */
    static InventoryLoop start(
            MemberConnection api, Inspector inspector, InventoryListener listener, WatchTimings timings) {
        InventoryLoop loop = new InventoryLoop(api, inspector, listener, timings);
        loop.thread.start();
        return loop;
    }

    /** Whether the loop runs; false after {@link #close} or after a broken invariant. */
    boolean alive() {
        return thread.isAlive();
    }

    /** What is due may have changed: it is asked again soon. */
    void wake() {
        woken.release();
    }

    /** The loop ends; {@code listener} may hear of what is under way. Returns at once. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closed) {
                turn();
            }
        } catch (InterruptedException e) {
            LOG.debug("Not looked at any more");
        }
    }

    private void turn() throws InterruptedException {
        var _ = woken.drainPermits();
        Optional<Survey> due = listener.due();
        if (due.isEmpty()) {
            pause(timings.longestPause().toNanos());
            return;
        }
        try {
            if (look(due.get())) {
                backoff.reset();
                return;
            }
        } catch (ApiFailure e) {
            LOG.debugv("Not looked at cause={0}", e.getMessage());
        }
        pause(backoff.next().toNanos());
    }

    private boolean look(Survey survey) throws ApiFailure, InterruptedException {
        String uid = api.clusterUid();
        if (!listener.identified(uid)) {
            return false;
        }
        Inventory seen = inspector.look(survey);
        if (!api.clusterUid().equals(uid)) {
            return false;
        }
        listener.looked(seen);
        return true;
    }

    private void pause(long nanos) throws InterruptedException {
        var _ = woken.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    }
}
