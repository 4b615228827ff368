package io.fleetmesh.meshstore.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
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
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that takes too much, and one beside it. */
class StoreLimitsTest {
    private static final ByteString KEY = ByteString.copyFrom("cilium/.heartbeat", UTF_8);
    private static final int MOST = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final ViewIndex west = new ViewIndex(new Revisions(), HistoryLimits.defaults());
    private final ViewAccess views = _ -> new ViewAccess.Access.Ready(west);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private Pki pki;
    private MeshStoreServer server;

    @BeforeEach
    void start() throws IOException {
        var _ = west.commit(List.of(new Change.Put(Bytes.of("cilium/.heartbeat"), Bytes.of("now"))), Instant.EPOCH);
        pki = new Pki(directory);
        StoreLimits defaults = StoreLimits.defaults();
        StoreLimits small = new StoreLimits(
                new StoreLimits.OfConnections(100, MOST, 1_000, 4), defaults.ranges(), defaults.watches());
        server = MeshStoreServer.start(pki.store(7, small), views, registry);
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close();
    }

    @Test
    void connectionsOverTheLimitAreClosedAndTheOthersStay() throws Exception {
        for (int i = 0; i < MOST; i++) {
            assertEquals(1, read(connect()).getCount());
        }

        ManagedChannel tooMany = connect();
        Status refusal =
                assertThrows(StatusRuntimeException.class, () -> read(tooMany)).getStatus();

        assertEquals(Status.Code.UNAVAILABLE, refusal.getCode());
        for (ManagedChannel open : channels.subList(0, MOST)) {
            assertEquals(1, read(open).getCount());
        }
        assertEquals(MOST, registry.get("fleetmesh_store_connections").gauge().value());
    }

    @Test
    void aConnectionThatIsClosedMakesRoom() throws Exception {
        for (int i = 0; i < MOST; i++) {
            assertEquals(1, read(connect()).getCount());
        }

        channels.getFirst().shutdownNow();

        await().atMost(PATIENCE)
                .until(() -> registry.get("fleetmesh_store_connections").gauge().value() == MOST - 1);
        assertEquals(1, read(connect()).getCount());
    }

    private ManagedChannel connect() throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .sslContext(pki.client("west"))
                .build();
        channels.add(channel);
        return channel;
    }

    private static RangeResponse read(ManagedChannel channel) {
        return KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE)
                .range(RangeRequest.newBuilder().setKey(KEY).build());
    }
}
