package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.meshstore.domain.Commit;
import io.fleetmesh.meshstore.domain.KeyRange;
import io.fleetmesh.meshstore.domain.LogRead;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.grpc.Status;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the watches of one view which commits concern them. Agents of a cluster all watch the same few ranges, so a
 * commit is compared with each distinct range once, and only streams that it concerns are woken.
 */
final class WatchHub implements ViewIndex.Listener {
    private final ViewIndex view;
    private final Executor dispatcher;
    private final Map<KeyRange, Set<Watch>> watches = new ConcurrentHashMap<>();
    private final Set<WatchStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Runnable onClosed;
    private volatile long dispatched;

    /**
     * A hub that must then be registered as the view's listener.
     *
     * @param dispatcher runs one task at a time
     * @param onClosed called once the view is closed and its streams are ended
     */
    WatchHub(ViewIndex view, Executor dispatcher, Runnable onClosed) {
        this.view = view;
        this.dispatcher = dispatcher;
        this.onClosed = onClosed;
        this.dispatched = view.revision();
    }

    ViewIndex view() {
        return view;
    }

    /** Every commit up to this revision has been marked at the watches that it concerns. */
    long dispatched() {
        return dispatched;
    }

    /** Registers a stream; one that comes after the view was closed is ended. */
    void join(WatchStream stream) {
        streams.add(stream);
        if (view.isClosed()) {
            stream.end(EtcdErrors.VIEW_ENDED);
        }
    }

    void leave(WatchStream stream) {
        streams.remove(stream);
    }

    void add(Watch watch) {
        watches.compute(watch.range(), (_, known) -> {
            Set<Watch> group = known == null ? ConcurrentHashMap.newKeySet() : known;
            group.add(watch);
            return group;
        });
    }

    void remove(Watch watch) {
        watches.computeIfPresent(watch.range(), (_, group) -> {
            group.remove(watch);
            return group.isEmpty() ? null : group;
        });
    }

    /** Tells idle watches that asked for it how far they have come. */
    void progress() {
        streams.forEach(WatchStream::periodicProgress);
    }

    /** Ends all streams. */
    void end(Status status) {
        streams.forEach(stream -> stream.end(status));
    }

    @Override
    public void onCommit(long revision) {
        if (woken.compareAndSet(false, true)) {
            dispatcher.execute(this::dispatch);
        }
    }

    @Override
    public void onClosed() {
        dispatcher.execute(() -> {
            end(EtcdErrors.VIEW_ENDED);
            onClosed.run();
        });
    }

    private void dispatch() {
        woken.set(false);
        while (true) {
            switch (view.read(dispatched + 1)) {
                case LogRead.Next next -> {
                    oweTo(next.commit());
                    dispatched = next.commit().revision();
                }
                case LogRead.Compacted compacted -> {
                    // Not knowing whom the lost commits concerned, all look for themselves and find the gap.
                    long from = dispatched + 1;
                    watches.values().forEach(group -> group.forEach(watch -> watch.owe(from)));
                    dispatched = compacted.compactRevision() - 1;
                }
                case LogRead.End _ -> {
                    return;
                }
            }
        }
    }

    private void oweTo(Commit commit) {
        watches.forEach((range, group) -> {
            if (commit.events().stream()
                    .anyMatch(event -> range.contains(event.current().key()))) {
                group.forEach(watch -> watch.owe(commit.revision()));
            }
        });
    }
}
