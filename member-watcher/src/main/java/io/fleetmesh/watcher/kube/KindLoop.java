package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.watcher.domain.FamilyListener;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.Mapped;
import io.fleetmesh.watcher.domain.Observation;
import io.fleetmesh.watcher.domain.Trouble;
import io.fleetmesh.watcher.domain.Unmappable;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lists one kind of one member and watches it from there, for as long as it is open, on a virtual thread of its own. What
 * fails is repeated with growing pauses; a watch that ends is opened again at the last resource version, without a list.
 *
 * <p>Not fabric8's informer: it keeps every object a second time, retries inside so that 403, 404 and a changed cluster
 * cannot be told apart, reports what a relist lacks as if it had been deleted, and always relists from resource version 0,
 * a cache that may be older than what was seen. Not its {@code Watcher} either: over HTTP it repeats by itself whatever the
 * status was, asks for the next chunk before the last is used, and breaks characters that fall between two chunks.
 */
public final class KindLoop<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KindLoop.class);
    private static final int GONE = 410;

    private final WatchedKind<T> kind;
    private final MemberConnection api;
    private final FamilyListener listener;
    private final WatchTimings timings;
    private final WatchMeters meters;
    private final ObjectReader<T> reader;
    private final FamilyLister<T> lister;
    private final Backoff backoff;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;

    private volatile boolean closed;
    /** Guarded by this. */
    private @Nullable WatchStream stream;
    /** Guarded by this; where to watch from, empty when a list is due. */
    private Optional<String> resourceVersion = Optional.empty();

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
        this.reader = new ObjectReader<>(kind);
        this.lister = new FamilyLister<>(kind, reader, api, this::unmappable);
        this.backoff = new Backoff(timings.firstPause(), timings.longestPause(), RandomGenerator.getDefault());
        this.thread =
                Thread.ofVirtual().name("watch-" + kind.family().segment()).unstarted(this::run);
    }

    /** Begins at once; {@code listener} hears of everything on the loop's thread. */
    public static <T extends HasMetadata> KindLoop<T> start(
            WatchedKind<T> kind,
            MemberConnection api,
            FamilyListener listener,
            WatchTimings timings,
            WatchMeters meters) {
        KindLoop<T> loop = new KindLoop<>(kind, api, listener, timings, meters);
        loop.thread.start();
        return loop;
    }

    /** Lists again as soon as possible; a watch that is open ends. Returns at once. */
    public void relist() {
        synchronized (this) {
            resourceVersion = Optional.empty();
            endStream();
        }
        wake.release();
    }

    /** Whether the loop runs; false after {@link #close} or after a broken invariant. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** The loop ends; {@code listener} may hear of what is under way, but of nothing begun later. Returns at once. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        synchronized (this) {
            endStream();
        }
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
        try {
            if (listener.wantsList(kind.family())) {
                forget();
            }
            if (from().isEmpty()) {
                if (list()) {
                    return;
                }
            } else if (watchIfRight()) {
                // Only now: lists that succeed before watches that fail must not follow each other at once.
                backoff.reset();
                return;
            }
        } catch (ApiFailure e) {
            listener.failed(kind.family(), e.trouble());
        }
        pause();
    }

    private void pause() throws InterruptedException {
        Duration pause = backoff.next();
        if (wake.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
            var _ = wake.drainPermits();
        }
    }

    private synchronized Optional<String> from() {
        return resourceVersion;
    }

    private synchronized void forget() {
        resourceVersion = Optional.empty();
    }

    /** The identity is compared before and after: a list between the two is of the cluster it is said to be of. */
    private boolean list() throws ApiFailure, InterruptedException {
        try {
            String uid = api.clusterUid();
            if (!listener.identified(uid)) {
                return false;
            }
            FamilySnapshot list = lister.list(uid);
            if (!api.clusterUid().equals(uid)) {
                throw ApiFailure.badAnswer("list " + kind.path(), "another cluster answered before its end");
            }
            Optional<Trouble> doubt = listener.listed(list);
            if (doubt.isPresent()) {
                throw ApiFailure.of(doubt.get());
            }
            synchronized (this) {
                resourceVersion = Optional.of(list.resourceVersion());
            }
            meters.listed(kind.family(), "ok");
            return true;
        } catch (ApiFailure e) {
            meters.listed(kind.family(), e.trouble().kind().name().toLowerCase(Locale.ROOT));
            throw e;
        }
    }

    private boolean watchIfRight() throws ApiFailure, InterruptedException {
        if (!listener.identified(api.clusterUid())) {
            forget();
            return false;
        }
        try (WatchStream opened = open()) {
            listener.watching(kind.family());
            long begin = System.nanoTime();
            boolean heard = follow(opened);
            meters.restarted(kind.family());
            return heard || System.nanoTime() - begin >= timings.longestPause().toNanos();
        } catch (ApiFailure e) {
            if (!e.gone()) {
                throw e;
            }
            forget();
            return false;
        } finally {
            synchronized (this) {
                stream = null;
            }
        }
    }

    private WatchStream open() throws ApiFailure, InterruptedException {
        Optional<String> from = from();
        WatchStream opened = api.watch(kind.path() + "?watch=true&allowWatchBookmarks=true&resourceVersion="
                + from.orElse("") + "&timeoutSeconds="
                + Math.max(1, timings.watch().toSeconds()));
        synchronized (this) {
            stream = opened;
            // A relist may have been asked for while it opened.
            if (closed || !resourceVersion.equals(from)) {
                endStream();
            }
        }
        return opened;
    }

    private void endStream() {
        if (stream != null) {
            stream.close();
        }
    }

    /** Whether the watch said anything, so that its end is ordinary. */
    private boolean follow(WatchStream opened) throws ApiFailure, InterruptedException {
        boolean heard = false;
        while (true) {
            switch (opened.next(timings.silence())) {
                case WatchStream.Next.Silence() -> {
                    LOG.infov("Watch silent, opened again kind={0} after={1}", kind.kind(), timings.silence());
                    return heard;
                }
                case WatchStream.Next.End(Optional<String> cause) -> {
                    LOG.debugv("Watch ended kind={0} cause={1}", kind.kind(), cause);
                    return heard;
                }
                case WatchStream.Next.Line(Payload json) -> {
                    if (!event(opened, json.bytes())) {
                        return heard;
                    }
                    heard = true;
                }
            }
        }
    }

    /** False if the watch is over. */
    private boolean event(WatchStream opened, byte[] json) throws ApiFailure {
        JsonNode event = parse(json);
        JsonNode object = event.path("object");
        String type = event.path("type").asText();
        if (type.equals("ERROR")) {
            return error(object);
        }
        String version = object.path("metadata").path("resourceVersion").asText();
        synchronized (this) {
            if (resourceVersion.isEmpty() || stream != opened) {
                return false;
            }
            if (!version.isEmpty()) {
                resourceVersion = Optional.of(version);
            }
        }
        switch (type) {
            case "ADDED", "MODIFIED" -> present(object, version);
            case "DELETED" ->
                reader.key(object)
                        .ifPresent(key -> listener.observed(kind.family(), new Observation.Gone(key), version));
            case "BOOKMARK" -> listener.progressed(kind.family(), version);
            default ->
                throw ApiFailure.badAnswer(
                        "watch " + kind.path(),
                        "event type '" + type + "', expected ADDED, MODIFIED, DELETED, BOOKMARK or ERROR");
        }
        return true;
    }

    private void present(JsonNode object, String version) {
        switch (reader.read(object)) {
            case Mapped.Known known -> listener.observed(kind.family(), new Observation.Present(known.fact()), version);
            case Mapped.Bad bad -> unmappable(bad.problem());
        }
    }

    private void unmappable(Unmappable problem) {
        meters.unmappable(kind.family());
        listener.unmappable(kind.family(), problem);
    }

    private boolean error(JsonNode status) throws ApiFailure {
        int code = status.path("code").asInt();
        if (code != GONE) {
            throw ApiFailure.status(
                    "watch " + kind.path(), code, status.path("message").asText());
        }
        LOG.infov("Watch too old, listed again kind={0}", kind.kind());
        forget();
        return false;
    }

    private JsonNode parse(byte[] json) throws ApiFailure {
        try {
            return ObjectReader.tree(json);
        } catch (IOException e) {
            throw ApiFailure.badAnswer("watch " + kind.path(), "expected a JSON event: " + e.getMessage());
        }
    }
}
