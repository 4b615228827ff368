package io.fleetmesh.watcher.kube;

import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.watcher.domain.FamilyListener;
import io.fleetmesh.watcher.domain.Observation;
import io.fleetmesh.watcher.domain.Unmappable;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Watches one kind from its {@link Place} on. One thread follows; any thread may end what it follows. */
final class KindWatch<T> {
    private static final Logger LOG = Logger.getLogger(KindWatch.class);
    private static final int GONE = 410;

    private final WatchedKind<T> kind;
    private final ObjectReader<T> reader;
    private final MemberConnection api;
    private final FamilyListener listener;
    private final Consumer<Unmappable> unmappable;
    private final WatchTimings timings;
    private final Place place;
    /** Guarded by this. */
    private @Nullable WatchStream stream;

    KindWatch(
            WatchedKind<T> kind,
            ObjectReader<T> reader,
            MemberConnection api,
            FamilyListener listener,
            Consumer<Unmappable> unmappable,
            WatchTimings timings,
            Place place) {
        this.kind = kind;
        this.reader = reader;
        this.api = api;
        this.listener = listener;
        this.unmappable = unmappable;
        this.timings = timings;
        this.place = place;
    }

    /**
     * Opens a watch and waits until the API server has accepted it.
     *
     * @param over whether it is to end at once: whoever says so from another thread may call {@link #end} too early for it
     */
    WatchStream open(BooleanSupplier over) throws ApiFailure, InterruptedException {
        WatchStream opened =
                api.watch(place.path() + Query.watch(kind.fieldSelector(), place.resourceVersion(), timings.watch()));
        synchronized (this) {
            stream = opened;
            if (over.getAsBoolean()) {
                end();
            }
        }
        return opened;
    }

    /** Ends what is followed, from any thread. */
    synchronized void end() {
        if (stream != null) {
            stream.close();
        }
    }

    /** What was followed has ended. */
    synchronized void ended() {
        stream = null;
    }

    /** Follows to the end; whether the watch said anything, so that its end is ordinary. */
    boolean follow(WatchStream opened) throws ApiFailure, InterruptedException {
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
                    if (!take(reader.event(json.bytes()))) {
                        return heard;
                    }
                    heard = true;
                }
            }
        }
    }

    /** False if the watch is over. */
    private boolean take(WatchEvent event) throws ApiFailure {
        switch (event) {
            case WatchEvent.Observed(Observation observation, String version) -> {
                place.reached(version);
                listener.observed(kind.family(), observation, version);
            }
            case WatchEvent.Unusable(Unmappable problem, String version) -> {
                place.reached(version);
                unmappable.accept(problem);
            }
            case WatchEvent.Bookmark(String version) -> {
                place.reached(version);
                listener.progressed(kind.family(), version);
            }
            case WatchEvent.Failed(int status, String message) -> {
                if (status != GONE) {
                    throw ApiFailure.status("watch " + kind.kind(), status, message);
                }
                LOG.infov("Watch too old, listed again kind={0}", kind.kind());
                place.forget();
                return false;
            }
        }
        return true;
    }
}
