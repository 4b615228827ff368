package io.fleetmesh.meshstore.grpc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose port is taken, which is tried again and again. */
class FailedStartTest {
    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ViewIndex view = new ViewIndex(new Revisions(), HistoryLimits.defaults());

    @Test
    void leavesNothingAndTheNextOneServes() throws Exception {
        Pki pki = new Pki(directory);
        Set<Thread> before = threads();
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();

            for (int i = 0; i < TRIES; i++) {
                assertThrows(IOException.class, () -> start(pki, port));
            }
        }

        // Each event loop that is not shut down keeps its thread, its selector and its files.
        await().atMost(PATIENCE).until(() -> before.containsAll(threads()));
        assertEquals(List.of(), gauges());
        try (MeshStoreServer store = start(pki, port)) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", store.port())
                    .sslContext(pki.client("west"))
                    .build();
            var _ = LimitedStore.read(channel);
            assertEquals(
                    1, registry.get("fleetmesh_store_connections").gauge().value());
            channel.shutdownNow();
        }
        assertEquals(List.of(), gauges());
    }

    private MeshStoreServer start(Pki pki, int port) throws IOException {
        StoreSettings free = pki.store(7, StoreLimits.defaults());
        StoreSettings settings = new StoreSettings(
                free.host(),
                port,
                free.certificateChain(),
                free.privateKey(),
                free.trustedCa(),
                free.clusterId(),
                free.limits());
        return MeshStoreServer.start(settings, _ -> new ViewAccess.Access.Ready(view), registry);
    }

    /** Of stores' event loops and dispatchers. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mesh-store-"))
                .collect(Collectors.toSet());
    }

    private List<String> gauges() {
        return registry.getMeters().stream()
                .filter(Gauge.class::isInstance)
                .map(Meter::getId)
                .map(Meter.Id::getName)
                .toList();
    }
}
