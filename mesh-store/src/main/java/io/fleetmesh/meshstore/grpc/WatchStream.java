package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.fleetmesh.meshstore.domain.Event;
import io.fleetmesh.meshstore.domain.KeyRange;
import io.fleetmesh.meshstore.domain.LogRead;
import io.fleetmesh.meshstore.grpc.Connections.Connection;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One client's stream of watches. Nothing is written, and no request is read, while the client does not take what was
 * written before; so a slow client holds one response, and its watches stay where they are in the log until the log's
 * kept window moves past them: then they end as compacted, and the client lists anew.
 *
 * <p>A small response is sent whenever the client takes one. For a larger one the stream waits until there is room in the
 * budget of all streams, and goes on meanwhile with what is small; so clients that take nothing do not hold up those that
 * are not behind.
 *
 * <p>The header of a response with events names the revision up to which its watch has been told everything, not the
 * newest one: Cilium's client resumes from the header's revision.
 */
final class WatchStream implements StreamObserver<WatchRequest> {
    private static final byte[] ZERO = {0};
    private static final long NO_WATCH = -1;
    /** A watch that is behind is told several commits in one response, as etcd does, up to this size. */
    private static final long MERGED_BYTES = 1 << 19;

    /** What a stream may have on its way without asking, and once more. */
    static final int SMALL_BYTES = 8 << 10;

    private enum Told {
        ALL,
        SOME,
        /** There is more, and no room for it yet. */
        WAITS
    }

    private final ServerCallStreamObserver<WatchFrame> client;
    private final WatchHub hub;
    private final WatchShared shared;
    private final OpenWatches watches;
    private final FrameRoom room;
    private final AtomicBoolean pumpAhead = new AtomicBoolean();
    private boolean requestWithheld;
    private boolean progressWanted;
    private boolean allAsked;
    private boolean ended;

    WatchStream(ServerCallStreamObserver<WatchFrame> client, WatchHub hub, WatchShared shared, Connection connection) {
        this.client = client;
        this.hub = hub;
        this.shared = shared;
        this.watches = new OpenWatches(hub, shared, connection.watches());
        this.room = new FrameRoom(shared.frames(), connection.cluster().orElseThrow(), this::pumpSoon, connection::cut);
    }

    /** Begins to read; to be called before the call's handler returns. */
    void begin() {
        client.disableAutoRequest();
        client.setOnReadyThreshold(SMALL_BYTES);
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
            shared.executor().execute(() -> {
                pumpAhead.set(false);
                pump();
            });
        }
    }

    synchronized void periodicProgress() {
        long revision = hub.dispatched();
        for (Watch watch : watches.all()) {
            boolean due = watch.options().progress() && watch.wasIdle();
            if (due && canSend() && !watch.isOwed()) {
                send(response(watch.id(), revision));
            }
        }
    }

    private synchronized void forget() {
        if (!ended) {
            ended = true;
            watches.clear();
            room.release();
            hub.leave(this);
        }
    }

    private void create(WatchCreateRequest request) {
        WatchOptions options = WatchOptions.of(request);
        KeyRange range = KeyRange.of(
                request.getKey().isEmpty() ? ZERO : request.getKey().toByteArray(),
                request.getRangeEnd().toByteArray());
        long revision = hub.view().revision();
        if (!shared.gate().mayRead(range)) {
            refuse(EtcdErrors.DENIED_WATCH, revision);
        } else if (range.isEmpty()) {
            refuse(EtcdErrors.EMPTY_WATCH_RANGE, revision);
        } else if (options.wantedId() != 0 && watches.has(options.wantedId())) {
            refuse(EtcdErrors.DUPLICATE_WATCH, revision);
        } else {
            long start = request.getStartRevision() == 0 ? revision + 1 : request.getStartRevision();
            watches.takePlace()
                    .ifPresentOrElse(reason -> refuse(reason, revision), () -> open(range, options, start, revision));
        }
    }

    private void open(KeyRange range, WatchOptions options, long start, long revision) {
        long id = options.wantedId() == 0 ? watches.freeId() : options.wantedId();
        watches.add(new Watch(this, id, range, options, start));
        send(response(id, revision).setCreated(true));
    }

    private void refuse(String reason, long revision) {
        send(response(NO_WATCH, revision).setCreated(true).setCanceled(true).setCancelReason(reason));
    }

    private void cancel(long id) {
        if (watches.remove(id)) {
            send(response(id, hub.view().revision()).setCanceled(true));
        }
    }

    private synchronized void pump() {
        if (canSend()) {
            room.taken();
        }
        long told = hub.view().revision();
        if (progressWanted) {
            long known = hub.dispatched();
            watches.all().forEach(watch -> watch.lookFrom(known + 1));
        }
        watches.all().forEach(this::pump);
        room.settle();
        if (progressWanted && canSend() && watches.all().stream().noneMatch(Watch::isOwed)) {
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
        Told told = Told.SOME;
        while (told == Told.SOME && canSend()) {
            room.taken();
            told = advance(watch);
        }
        if (told != Told.ALL) {
            watch.oweRest();
        }
    }

    /** Goes on by as many commits as go into one response. */
    private Told advance(Watch watch) {
        Batch batch = Batch.read(hub.view(), watch, room.isWaiting() ? SMALL_BYTES : MERGED_BYTES);
        if (batch.bytes() > SMALL_BYTES && !room.take(batch.bytes())) {
            batch = Batch.read(hub.view(), watch, SMALL_BYTES);
            if (batch.bytes() > SMALL_BYTES) {
                return Told.WAITS;
            }
        }
        watch.movePast(batch.next() - 1);
        sendEvents(watch, batch.events(), watch.next() - 1);
        return switch (batch.rest()) {
            case LogRead.Next _ -> Told.SOME;
            case LogRead.End end -> {
                watch.movePast(end.revision());
                yield Told.ALL;
            }
            case LogRead.Compacted compacted -> {
                cut(watch, compacted.compactRevision());
                yield Told.ALL;
            }
        };
    }

    /** In etcd this response names no revision and no reason: the compact revision says it all. */
    private void cut(Watch watch, long compactRevision) {
        var _ = watches.remove(watch.id());
        shared.meters().watcherCut();
        send(response(watch.id(), 0).setCanceled(true).setCompactRevision(compactRevision));
    }

    private void sendEvents(Watch watch, List<Event> events, long revision) {
        if (events.isEmpty()) {
            return;
        }
        List<List<Event>> parts = watch.options().fragments()
                ? WatchFrame.fragments(events, shared.limits().fragmentBytes())
                : List.of(events);
        for (int i = 0; i < parts.size(); i++) {
            client.onNext(WatchFrame.events(
                    response(watch.id(), revision).build(),
                    parts.get(i),
                    watch.options().previous(),
                    i + 1 < parts.size()));
        }
        watch.sent();
        shared.meters().eventsSent(events.size());
    }

    private boolean canSend() {
        return !ended && client.isReady();
    }

    private WatchResponse.Builder response(long id, long revision) {
        return WatchResponse.newBuilder()
                .setHeader(shared.headers().at(revision))
                .setWatchId(id);
    }

    private void send(WatchResponse.Builder response) {
        client.onNext(WatchFrame.control(response.build()));
    }
}
