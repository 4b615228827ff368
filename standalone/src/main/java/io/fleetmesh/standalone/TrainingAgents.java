package io.fleetmesh.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What agents do at the store of each member, so that it is in the store's cache as well: list, and watch until closed. */
final class TrainingAgents implements AutoCloseable {
    private static final List<String> PREFIXES = List.of(
            "cilium/cluster-config/",
            "cilium/synced/",
            "cilium/cache/nodes/v1/",
            "cilium/cache/identities/v1/",
            "cilium/cache/ip/v1/",
            "cilium/cache/services/v1/",
            "cilium/cache/serviceexports/v1/");

    private final URI store;
    private final List<ManagedChannel> channels = new ArrayList<>();

    TrainingAgents(URI store) {
        this.store = store;
    }

    /** @param credentials where the certificate of a member's agents is */
    void connect(Path credentials) throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress(store.getHost(), store.getPort())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(credentials.resolve("ca.crt").toFile())
                        .keyManager(
                                credentials.resolve("tls.crt").toFile(),
                                credentials.resolve("tls.key").toFile())
                        .build())
                .build();
        channels.add(channel);
        for (String prefix : PREFIXES) {
            watch(channel, prefix, list(channel, prefix) + 1);
        }
    }

    /** The revision of the list. */
    private static long list(ManagedChannel channel, String prefix) {
        return KVGrpc.newBlockingStub(channel)
                .range(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFrom(prefix, UTF_8))
                        .setRangeEnd(end(prefix))
                        .build())
                .getHeader()
                .getRevision();
    }

    private static void watch(ManagedChannel channel, String prefix, long from) {
        WatchGrpc.newStub(channel)
                .watch(new Ignored())
                .onNext(WatchRequest.newBuilder()
                        .setCreateRequest(WatchCreateRequest.newBuilder()
                                .setKey(ByteString.copyFrom(prefix, UTF_8))
                                .setRangeEnd(end(prefix))
                                .setStartRevision(from))
                        .build());
    }

    /** The first key behind all that begin so; no prefix ends with the last character. */
    private static ByteString end(String prefix) {
        int last = prefix.length() - 1;
        return ByteString.copyFrom(prefix.substring(0, last) + (char) (prefix.charAt(last) + 1), UTF_8);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    /** What is told is of no use, only that it is. */
    private static final class Ignored implements StreamObserver<WatchResponse> {
        @Override
        public void onNext(WatchResponse response) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
