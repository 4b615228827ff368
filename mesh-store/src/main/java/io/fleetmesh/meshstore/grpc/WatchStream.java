package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.fleetmesh.meshstore.domain.Commit;
import io.fleetmesh.meshstore.domain.Event;
import io.fleetmesh.meshstore.domain.KeyRange;
import io.fleetmesh.meshstore.domain.LogRead;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One client's stream of watches. Nothing is written, and no request is read, while the client does not take what was
 * written before; so a slow client holds one response, and its watches stay where they are in the log until the log's
 * kept window moves past them: then they end as compacted, and the client lists anew.
 *
 * <p>The header of a response with events names the revision up to which its watch has been told everything, not the
 * newest one: Cilium's client resumes from the header's revision.
 */
final class WatchStream implements StreamObserver<WatchRequest> {
    private static final byte[] ZERO = {0};
    private static final long NO_WATCH = -1;
    /** A watch that is behind is told several commits in one response, as etcd does, until it is of this size. */
    private static final long MERGED_BYTES = 1 << 19;

    private final ServerCallStreamObserver<WatchFrame> client;
    private final WatchHub hub;
    private final ViewGate gate;
    private final HeaderFactory headers;
    private final StoreMeters meters;
    private final StoreLimits.OfWatches limits;
    private final Executor executor;
    private final Map<Long, Watch> watches = new TreeMap<>();
    private final AtomicBoolean pumpAhead = new AtomicBoolean();
    private long nextId;
    private boolean requestWithheld;
    private boolean progressWanted;
    private boolean allAsked;
    private boolean ended;

    WatchStream(
            ServerCallStreamObserver<WatchFrame> client,
            WatchHub hub,
            ViewGate gate,
            HeaderFactory headers,
            StoreMeters meters,
            StoreLimits.OfWatches limits,
            Executor executor) {
        this.client = client;
        this.hub = hub;
        this.gate = gate;
        this.headers = headers;
        this.meters = meters;
        this.limits = limits;
        this.executor = executor;
    }

    /** Begins to read; to be called before the call's handler returns. */
    void begin() {
        client.disableAutoRequest();
        client.setOnReadyHandler(this::pumpSoon);
        client.setOnCancelHandler(this::forget);
        client.setOnCloseHandler(this::forget);
        client.request(1);
    }

    @Override
    public synchronized void onNext(WatchRequest request) {
        if (ended) {
            return;
        }
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> create(request.getCreateRequest());
            case CANCEL_REQUEST -> cancel(request.getCancelRequest().getWatchId());
            case PROGRESS_REQUEST -> progressWanted = true;
            case REQUESTUNION_NOT_SET -> {}
        }
        requestWithheld = true;
        pump();
    }

    @Override
    public void onError(Throwable cause) {
        forget();
    }

    /** The client will not ask for more: as in etcd, its watches go on. Once it has none, the stream ends. */
    @Override
    public synchronized void onCompleted() {
        allAsked = true;
        pump();
    }

    /** Ends the stream with an error. */
    synchronized void end(Status status) {
        if (!ended) {
            forget();
            client.onError(status.asException());
        }
    }

    /** Any thread: there may be something to send. */
    void pumpSoon() {
        if (pumpAhead.compareAndSet(false, true)) {
            executor.execute(() -> {
                pumpAhead.set(false);
                pump();
            });
        }
    }

    synchronized void periodicProgress() {
        long revision = hub.dispatched();
        for (Watch watch : watches.values()) {
            boolean due = watch.options().progress() && watch.wasIdle();
            if (due && canSend() && !watch.isOwed()) {
                send(response(watch.id(), revision));
            }
        }
    }

    private synchronized void forget() {
        if (!ended) {
            ended = true;
            watches.values().forEach(hub::remove);
            meters.watches(-watches.size());
            watches.clear();
            hub.leave(this);
        }
    }

    private void create(WatchCreateRequest request) {
        WatchOptions options = WatchOptions.of(request);
        KeyRange range = KeyRange.of(
                request.getKey().isEmpty() ? ZERO : request.getKey().toByteArray(),
                request.getRangeEnd().toByteArray());
        long revision = hub.view().revision();
        if (!gate.mayRead(range)) {
            refuse(EtcdErrors.DENIED_WATCH, revision);
        } else if (range.isEmpty()) {
            refuse(EtcdErrors.EMPTY_WATCH_RANGE, revision);
        } else if (options.wantedId() != 0 && watches.containsKey(options.wantedId())) {
            refuse(EtcdErrors.DUPLICATE_WATCH, revision);
        } else if (watches.size() >= limits.perStream()) {
            refuse(EtcdErrors.TOO_MANY_WATCHES, revision);
        } else {
            long start = request.getStartRevision() == 0 ? revision + 1 : request.getStartRevision();
            long id = options.wantedId() == 0 ? freeId() : options.wantedId();
            Watch watch = new Watch(this, id, range, options, start);
            watches.put(id, watch);
            hub.add(watch);
            meters.watches(1);
            send(response(id, revision).setCreated(true));
        }
    }

    private void refuse(String reason, long revision) {
        send(response(NO_WATCH, revision).setCreated(true).setCanceled(true).setCancelReason(reason));
    }

    private long freeId() {
        while (watches.containsKey(nextId)) {
            nextId++;
        }
        return nextId++;
    }

    private void cancel(long id) {
        if (remove(id)) {
            send(response(id, hub.view().revision()).setCanceled(true));
        }
    }

    private boolean remove(long id) {
        Watch watch = watches.remove(id);
        if (watch == null) {
            return false;
        }
        hub.remove(watch);
        meters.watches(-1);
        return true;
    }

    private synchronized void pump() {
        long told = hub.view().revision();
        if (progressWanted) {
            long known = hub.dispatched();
            watches.values().forEach(watch -> watch.lookFrom(known + 1));
        }
        List.copyOf(watches.values()).forEach(this::pump);
        if (progressWanted && canSend() && watches.values().stream().noneMatch(Watch::isOwed)) {
            progressWanted = false;
            send(response(NO_WATCH, told));
        }
        if (requestWithheld && canSend()) {
            requestWithheld = false;
            client.request(1);
        }
        if (allAsked && watches.isEmpty() && !progressWanted && !ended) {
            forget();
            client.onCompleted();
        }
    }

    private void pump(Watch watch) {
        if (!canSend() || !watch.takeOwed()) {
            return;
        }
        boolean more = true;
        while (more && canSend()) {
            more = advance(watch);
        }
        if (more) {
            watch.oweRest();
        }
    }

    /** Goes on by as many commits as go into one response, and tells whether there may be more. */
    private boolean advance(Watch watch) {
        List<Event> events = new ArrayList<>();
        long bytes = 0;
        LogRead read = hub.view().read(watch.next());
        while (bytes < MERGED_BYTES && read instanceof LogRead.Next(Commit commit)) {
            for (Event event : watch.matching(commit)) {
                events.add(event);
                bytes += event.weight();
            }
            watch.movePast(commit.revision());
            read = hub.view().read(watch.next());
        }
        sendEvents(watch, events, watch.next() - 1);
        return switch (read) {
            case LogRead.Next _ -> true;
            case LogRead.End end -> {
                watch.movePast(end.revision());
                yield false;
            }
            case LogRead.Compacted compacted -> {
                cut(watch, compacted.compactRevision());
                yield false;
            }
        };
    }

    /** In etcd this response names no revision and no reason: the compact revision says it all. */
    private void cut(Watch watch, long compactRevision) {
        var _ = remove(watch.id());
        meters.watcherCut();
        send(response(watch.id(), 0).setCanceled(true).setCompactRevision(compactRevision));
    }

    private void sendEvents(Watch watch, List<Event> events, long revision) {
        if (events.isEmpty()) {
            return;
        }
        List<List<Event>> parts =
                watch.options().fragments() ? WatchFrame.fragments(events, limits.fragmentBytes()) : List.of(events);
        for (int i = 0; i < parts.size(); i++) {
            client.onNext(WatchFrame.events(
                    response(watch.id(), revision).build(),
                    parts.get(i),
                    watch.options().previous(),
                    i + 1 < parts.size()));
        }
        watch.sent();
        meters.eventsSent(events.size());
    }

    private boolean canSend() {
        return !ended && client.isReady();
    }

    private WatchResponse.Builder response(long id, long revision) {
        return WatchResponse.newBuilder().setHeader(headers.at(revision)).setWatchId(id);
    }

    private void send(WatchResponse.Builder response) {
        client.onNext(WatchFrame.control(response.build()));
    }
}
