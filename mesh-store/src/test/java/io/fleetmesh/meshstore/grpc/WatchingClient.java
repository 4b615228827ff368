package io.fleetmesh.meshstore.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.WatchCancelRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stream of watches whose client takes what it is sent, or does not. */
final class WatchingClient {
    private final ClientCall<WatchRequest, WatchResponse> call;
    private final List<WatchResponse> heard = new CopyOnWriteArrayList<>();
    private volatile boolean taking = true;
    private volatile Optional<Status> failure = Optional.empty();

    WatchingClient(ManagedChannel channel) {
        call = channel.newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(WatchResponse response) {
                        heard.add(response);
                        if (taking) {
                            call.request(1);
                        }
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        failure = Optional.of(status);
                    }
                },
                new Metadata());
        call.request(1);
    }

    /** Watches one key. */
    void watch(String name, long fromRevision) {
        call.sendMessage(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(ByteString.copyFrom(LimitedStore.PREFIX + name, UTF_8))
                        .setStartRevision(fromRevision))
                .build());
    }

    void cancel(long id) {
        call.sendMessage(WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
                .build());
    }

    /** Ends the stream: its only watch, and then what there is to ask. */
    void finish() {
        cancel(0);
        call.halfClose();
    }

    /** The next message is the last that is taken. */
    void stopTaking() {
        taking = false;
    }

    void takeAgain() {
        taking = true;
        call.request(1);
    }

    void hangUp() {
        call.cancel("the test is done with it", null);
    }

    void awaitCreated(int count) {
        await().atMost(LimitedStore.PATIENCE)
                .until(() -> heard.stream().filter(WatchResponse::getCreated).count() == count);
    }

    List<WatchResponse> heard() {
        return heard;
    }

    long events() {
        return heard.stream().mapToLong(WatchResponse::getEventsCount).sum();
    }

    Optional<Status> failure() {
        return failure;
    }
}
