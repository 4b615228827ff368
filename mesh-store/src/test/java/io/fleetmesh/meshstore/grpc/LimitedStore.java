package io.fleetmesh.meshstore.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.Change;
import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A store with limits, and clients of it over mutual TLS. */
final class LimitedStore implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    /** So much is on its way to a client that takes nothing; the rest waits in the store. */
    static final int WINDOW = (1 << 16) - 1;

    static final String PREFIX = "cilium/cache/";

    private final ViewIndex view;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger lookUps = new AtomicInteger();
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final Pki pki;
    private final MeshStoreServer server;

    LimitedStore(Path directory, StoreLimits limits) throws IOException {
        this(directory, limits, HistoryLimits.defaults());
    }

    LimitedStore(Path directory, StoreLimits limits, HistoryLimits history) throws IOException {
        view = new ViewIndex(new Revisions(), history);
        put("first", "1");
        pki = new Pki(directory);
        ViewAccess views = _ -> {
            lookUps.incrementAndGet();
            return new ViewAccess.Access.Ready(view);
        };
        server = MeshStoreServer.start(pki.store(7, limits), views, registry);
        closing.push(server::close);
    }

    ManagedChannel connect() throws IOException {
        return connect("west");
    }

    ManagedChannel connect(String cluster) throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .sslContext(pki.client(cluster))
                .flowControlWindow(WINDOW)
                .maxInboundMessageSize(16 << 20)
                .build();
        closing.push(channel::shutdownNow);
        return channel;
    }

    /** A stock client, for its user to close. */
    Client jetcd(String cluster) throws IOException {
        return Client.builder()
                .endpoints("https://127.0.0.1:" + server.port())
                .sslContext(pki.client(cluster))
                .retryMaxAttempts(1)
                .build();
    }

    /** A connection from another address of this machine, for its user to close. */
    Socket connectFrom(InetAddress address) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port(), address, 0);
    }

    RawHttp2 connectRaw() throws IOException, InterruptedException {
        RawHttp2 client = RawHttp2.connect(server.port(), pki.client("west"));
        closing.push(client::close);
        return client;
    }

    /** One that wants little and is always to get it. */
    Bystander bystander() throws IOException {
        return new Bystander(this, connect("east"));
    }

    WatchingClient watching(ManagedChannel channel) {
        return new WatchingClient(channel);
    }

    static RangeRequest first() {
        return key("first");
    }

    static RangeRequest key(String name) {
        return RangeRequest.newBuilder()
                .setKey(ByteString.copyFrom(PREFIX + name, UTF_8))
                .build();
    }

    static RangeResponse read(ManagedChannel channel) {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE).range(first());
    }

    long put(String name, String value) {
        assertTrue(view.commit(List.of(new Change.Put(Bytes.of(PREFIX + name), Bytes.of(value))), Instant.EPOCH));
        return view.revision();
    }

    void delete(String name) {
        assertTrue(view.commit(List.of(new Change.Delete(Bytes.of(PREFIX + name))), Instant.EPOCH));
    }

    /** Puts what is more than goes out to a client that takes nothing. */
    long putLarge(String name) {
        return put(name, "x".repeat(4 * WINDOW) + view.revision());
    }

    double gauge(String name) {
        return registry.get("fleetmesh_store_" + name).gauge().value();
    }

    double refused(String reason) {
        return registry.counter("fleetmesh_store_refused", "reason", reason).count();
    }

    int lookUps() {
        return lookUps.get();
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
