package io.fleetmesh.watcher.kube;

import io.fleetmesh.watcher.domain.FamilyListener;
import io.fleetmesh.watcher.domain.Trouble;
import io.fleetmesh.watcher.domain.Unmappable;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Lists one kind of one member and watches it from there, for as long as it is open, on a virtual thread of its own. What
 * fails is repeated with growing pauses; a watch that ends is opened again at the last resource version, without a list.
 *
 * <p>Not fabric8's informer: it keeps every object a second time, retries inside so that 403, 404 and a changed cluster
 * cannot be told apart, reports what a relist lacks as if it had been deleted, and always relists from resource version 0,
 * a cache that may be older than what was seen. Not its {@code Watcher} either: over HTTP it repeats by itself whatever the
 * status was, asks for the next chunk before the last is used, and breaks characters that fall between two chunks.
 */
public final class KindLoop<T> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KindLoop.class);

    private final WatchedKind<T> kind;
    private final MemberConnection api;
    private final FamilyListener listener;
    private final WatchTimings timings;
    private final WatchMeters meters;
    private final Place place = new Place();
    private final FamilyLister<T> lister;
    private final KindWatch<T> watch;
    private final Backoff backoff;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;

    private volatile boolean closed;

    private KindLoop(
            WatchedKind<T> kind,
            MemberConnection api,
            FamilyListener listener,
            WatchTimings timings,
            WatchMeters meters) {
        this.kind = kind;
        this.api = api;
        this.listener = listener;
        this.timings = timings;
        this.meters = meters;
        ObjectReader<T> reader = new ObjectReader<>(kind);
        this.lister = new FamilyLister<>(kind, reader, api, this::unmappable);
        this.watch = new KindWatch<>(kind, reader, api, listener, this::unmappable, timings, place);
        this.backoff = new Backoff(timings.firstPause(), timings.longestPause(), RandomGenerator.getDefault());
        this.thread =
                Thread.ofVirtual().name("watch-" + kind.family().segment()).unstarted(this::run);
    }

    /** Begins at once; {@code listener} hears of everything on the loop's thread. */
    public static <T> KindLoop<T> start(
            WatchedKind<T> kind,
            MemberConnection api,
            FamilyListener listener,
            WatchTimings timings,
            WatchMeters meters) {
        KindLoop<T> loop = new KindLoop<>(kind, api, listener, timings, meters);
        loop.thread.start();
        return loop;
    }

    /** Whether the loop runs; false after {@link #close} or after a broken invariant. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** The loop ends; {@code listener} may hear of what is under way, but of nothing begun later. Returns at once. */
    @Override
    public void close() {
        closed = true;
        woken.release();
        thread.interrupt();
        watch.end();
    }

    /** What the listener wants may have changed: it is asked again, soon, whatever the loop was about. */
    public void wake() {
        woken.release();
        watch.end();
    }

    private void run() {
        try {
            while (!closed) {
                turn();
            }
        } catch (InterruptedException e) {
            LOG.debugv("Watch ended kind={0}", kind.kind());
        }
    }

    private void turn() throws InterruptedException {
        // Whoever woke it before now is heard by what is asked now.
        var _ = woken.drainPermits();
        if (!listener.wants(kind.family())) {
            place.forget();
            pause(timings.longestPause());
            return;
        }
        try {
            if (listener.wantsList(kind.family())) {
                place.forget();
            }
            if (place.isListDue()) {
                // A list that is wanted again at once, as while deletes are held, is not made at once.
                if (list() && !listener.wantsList(kind.family())) {
                    if (!place.isServed()) {
                        pause(timings.longestPause());
                    }
                    return;
                }
            } else if (watchIfRight()) {
                // Only now: lists that succeed before watches that fail must not follow each other at once.
                backoff.reset();
                return;
            }
        } catch (ApiFailure e) {
            if (kind.dispensable() && e.forbidden()) {
                LOG.debugv("Member refuses a kind that it need not give kind={0}", kind.kind());
                listener.watching(kind.family());
                place.forget();
                pause(timings.longestPause());
                return;
            }
            listener.failed(kind.family(), e.trouble());
        }
        pause(backoff.next());
    }

    private void pause(Duration longest) throws InterruptedException {
        if (woken.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            var _ = woken.drainPermits();
        }
    }

    /** The identity is compared before and after: a list between the two is of the cluster it is said to be of. */
    private boolean list() throws ApiFailure, InterruptedException {
        try {
            String uid = api.clusterUid();
            if (!listener.identified(uid)) {
                return false;
            }
            FamilyLister.Listed list = lister.list(uid);
            if (!api.clusterUid().equals(uid)) {
                throw ApiFailure.badAnswer("list " + kind.kind(), "another cluster answered before its end");
            }
            Optional<Trouble> doubt = listener.listed(list.snapshot());
            if (doubt.isPresent()) {
                throw ApiFailure.of(doubt.get());
            }
            place.listed(list.snapshot().resourceVersion(), list.path());
            meters.listed(kind.family(), "ok");
            return true;
        } catch (ApiFailure e) {
            meters.listed(kind.family(), e.trouble().kind().name().toLowerCase(Locale.ROOT));
            throw e;
        }
    }

    /** As with a list, the identity is compared before and after the watch is opened. */
    private boolean watchIfRight() throws ApiFailure, InterruptedException {
        if (!identified()) {
            return false;
        }
        try (WatchStream opened = watch.open(this::isCalled)) {
            if (!identified()) {
                return false;
            }
            listener.watching(kind.family());
            long begin = System.nanoTime();
            boolean heard = watch.follow(opened);
            meters.restarted(kind.family());
            return heard || System.nanoTime() - begin >= timings.longestPause().toNanos();
        } catch (ApiFailure e) {
            if (e.gone() || e.notFound()) {
                place.forget();
            }
            if (!e.gone()) {
                // Where there is nothing any more, a list finds out whether the kind went or is served elsewhere.
                throw e;
            }
            return false;
        } finally {
            watch.ended();
        }
    }

    /** Whether it was closed, or woken since the last turn began. */
    private boolean isCalled() {
        return closed || woken.availablePermits() > 0;
    }

    private boolean identified() throws ApiFailure, InterruptedException {
        boolean right = listener.identified(api.clusterUid());
        if (!right) {
            place.forget();
        }
        return right;
    }

    private void unmappable(Unmappable problem) {
        meters.unmappable(kind.family());
        listener.unmappable(kind.family(), problem);
    }
}
