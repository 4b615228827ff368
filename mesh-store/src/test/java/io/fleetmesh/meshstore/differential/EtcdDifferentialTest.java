package io.fleetmesh.meshstore.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.fleetmesh.meshstore.grpc.MeshStoreServer;
import io.fleetmesh.meshstore.grpc.Pki;
import io.fleetmesh.meshstore.grpc.StoreLimits;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another seed with {@code -Dfleetmesh.seed=N}, another etcd with {@code -Dfleetmesh.etcd=PATH}. */
class EtcdDifferentialTest {
    private static final long SEED = Long.getLong("fleetmesh.seed", 1);
    private static final int ROUNDS = 8;
    private static final int COMMITS = 40;
    private static final int RANGES = 150;
    private static final int STREAMS = 70;
    private static final int KEPT_EVENTS = 300;

    private static final Set<String> SERVED = Set.of("Range", "Watch", "Status", "Alarm");

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    private final Revisions revisions = new Revisions();
    private final HistoryLimits limits = new HistoryLimits(KEPT_EVENTS, 1 << 30, Duration.ofDays(1));
    private final ViewIndex west = new ViewIndex(revisions, limits);
    private final ViewIndex east = new ViewIndex(revisions, limits);
    private RealEtcd etcd;
    private MeshStoreServer server;
    private ManagedChannel here;
    private History history;

    @BeforeEach
    void start() throws IOException {
        Pki pki = new Pki(directory);
        ViewAccess views = _ -> new ViewAccess.Access.Ready(west);
        server = MeshStoreServer.start(pki.store(7, StoreLimits.defaults()), views, new SimpleMeterRegistry());
        here = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .sslContext(pki.client("west"))
                .build();
        etcd = RealEtcd.start(directory);
        history = new History(random, west, east, etcd.as("root"));
    }

    @AfterEach
    void stop() {
        here.shutdownNow();
        server.close();
        etcd.close();
    }

    @Test
    void rangesAreAnsweredAlike() {
        Ranges ranges = new Ranges(random, history, here, etcd.as("local"));
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < COMMITS; i++) {
                history.commit();
            }
            for (int i = 0; i < RANGES; i++) {
                assertNull(ranges.differs(), "seed " + SEED + ", round " + round);
            }
        }
    }

    @Test
    void watchesAreToldAlike() {
        Watches watches = new Watches(random, history, here, etcd.as("local"));
        for (int i = 0; i < COMMITS; i++) {
            history.commit();
        }
        for (int stream = 0; stream < STREAMS; stream++) {
            assertNull(watches.differs(), "seed " + SEED + ", stream " + stream);
        }
    }

    /** More than in etcd, which lets anybody make leases and list members: we have neither. */
    @Test
    void whatIsNotServedIsRefusedAsToAUserWithoutTheRight() throws IOException {
        PutRequest put =
                PutRequest.newBuilder().setKey(History.utf8("cilium/cache/x")).build();
        KVGrpc.KVBlockingStub local = KVGrpc.newBlockingStub(etcd.as("local"));
        String refusal = assertThrows(StatusRuntimeException.class, () -> local.put(put))
                .getStatus()
                .toString();

        List<MethodDescriptor<?, ?>> refused = Stream.of(
                        KVGrpc.getServiceDescriptor(),
                        LeaseGrpc.getServiceDescriptor(),
                        ClusterGrpc.getServiceDescriptor(),
                        MaintenanceGrpc.getServiceDescriptor(),
                        AuthGrpc.getServiceDescriptor())
                .<MethodDescriptor<?, ?>>flatMap(service -> service.getMethods().stream())
                .filter(method -> !SERVED.contains(method.getBareMethodName()))
                .toList();

        assertEquals(
                refused.stream().collect(Collectors.toMap(MethodDescriptor::getFullMethodName, _ -> refusal)),
                refused.stream().collect(Collectors.toMap(MethodDescriptor::getFullMethodName, this::answer)));
    }

    private String answer(MethodDescriptor<?, ?> method) {
        MethodDescriptor<InputStream, InputStream> raw = method.toBuilder(new Raw(), new Raw())
                .setType(MethodDescriptor.MethodType.UNARY)
                .build();
        try {
            return "answered "
                    + ClientCalls.blockingUnaryCall(here, raw, CallOptions.DEFAULT, InputStream.nullInputStream());
        } catch (StatusRuntimeException e) {
            return e.getStatus().toString();
        }
    }

    /** Messages as they are; an empty one is a request of any type. */
    private static final class Raw implements MethodDescriptor.Marshaller<InputStream> {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    }
}
