package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.WatchRequest;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Gauge;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** {@code Watch.Watch}: each stream belongs to the view that its caller had when it began. */
final class WatchHandler implements ServerCalls.BidiStreamingMethod<WatchRequest, WatchFrame> {
    private final WatchShared shared;
    private final Executor dispatcher;
    private final Map<ViewIndex, WatchHub> hubs = new ConcurrentHashMap<>();

    /**
     * The handler of all streams.
     *
     * @param dispatcher runs one task at a time
     */
    WatchHandler(WatchShared shared, Executor dispatcher) {
        this.shared = shared;
        this.dispatcher = dispatcher;
    }

    @Override
    public StreamObserver<WatchRequest> invoke(StreamObserver<WatchFrame> observer) {
        try {
            WatchHub hub = hubOf(shared.gate().view(), Caller.cluster());
            WatchStream stream =
                    new WatchStream((ServerCallStreamObserver<WatchFrame>) observer, hub, shared, Caller.connection());
            stream.begin();
            hub.join(stream);
            return stream;
        } catch (StatusException e) {
            observer.onError(e);
            return new Deaf();
        }
    }

    void progress() {
        hubs.values().forEach(WatchHub::progress);
    }

    /** Ends all streams, and follows no view any more. */
    void end(Status status) {
        hubs.forEach((view, hub) -> {
            view.unlisten(hub);
            hub.end(status);
        });
    }

    private WatchHub hubOf(ViewIndex view, String cluster) {
        return hubs.computeIfAbsent(view, _ -> {
            Gauge revision = shared.meters().revision(view, cluster);
            WatchHub hub = new WatchHub(view, dispatcher, () -> {
                hubs.remove(view);
                shared.meters().remove(revision);
            });
            view.listen(hub);
            return hub;
        });
    }

    /** The client's side of a call that was refused. */
    private static final class Deaf implements StreamObserver<WatchRequest> {
        @Override
        public void onNext(WatchRequest request) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
