package io.fleetmesh.meshstore.grpc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that connect too often, and one beside them. */
class StoreLimitsTest {
    private static final int MOST = 3;
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void aConnectionTooManyFromAnAddressIsClosedAndTheOthersStay() throws Exception {
        try (LimitedStore store = store(100, MOST, 1_000)) {
            assertTooMany(store, "connections-per-address");
        }
    }

    @Test
    void aConnectionTooManyInAllIsClosedAndTheOthersStay() throws Exception {
        try (LimitedStore store = store(MOST, 100, 1_000)) {
            assertTooMany(store, "connections");
        }
    }

    private static void assertTooMany(LimitedStore store, String limit) throws Exception {
        Bystander bystander = store.bystander();
        List<ManagedChannel> open = new ArrayList<>();
        while (open.size() < MOST - 1) {
            ManagedChannel channel = store.connect();
            assertEquals(1, LimitedStore.read(channel).getCount());
            open.add(channel);
        }

        ManagedChannel tooMany = store.connect();
        Status refusal = assertThrows(StatusRuntimeException.class, () -> LimitedStore.read(tooMany))
                .getStatus();

        assertEquals(Status.Code.UNAVAILABLE, refusal.getCode());
        assertTrue(store.refused(limit) > 0);
        for (ManagedChannel channel : open) {
            assertEquals(1, LimitedStore.read(channel).getCount());
        }
        bystander.assertUndisturbed();
        assertEquals(MOST, store.gauge("connections"));
    }

    @Test
    void aConnectionThatIsClosedMakesRoom() throws Exception {
        try (LimitedStore store = store(100, MOST, 1_000)) {
            List<ManagedChannel> open = new ArrayList<>();
            while (open.size() < MOST) {
                ManagedChannel channel = store.connect();
                assertEquals(1, LimitedStore.read(channel).getCount());
                open.add(channel);
            }

            open.getFirst().shutdownNow();

            await().atMost(LimitedStore.PATIENCE).until(() -> store.gauge("connections") == MOST - 1);
            assertEquals(1, LimitedStore.read(store.connect()).getCount());
        }
    }

    @Test
    void connectionsBeyondThePaceWaitAndAreTakenUpAfterAll() throws Exception {
        try (LimitedStore store = store(100, 100, 1)) {
            Bystander bystander = store.bystander();
            for (int i = 0; i < 2; i++) {
                ListenableFuture<RangeResponse> waiting =
                        KVGrpc.newFutureStub(store.connect()).range(LimitedStore.first());
                bystander.assertUndisturbed();
                assertEquals(
                        1,
                        waiting.get(LimitedStore.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                                .getCount());
            }

            assertEquals(0, store.refused("connections"));
            assertEquals(0, store.gauge("handshakes_waiting"));
        }
    }

    /** At this pace those of the flood would take all of the time that the other one has. */
    @Test
    void anAddressThatFloodsDoesNotHoldUpAnother() throws Exception {
        int flood = 2 * (int) LimitedStore.PATIENCE.toSeconds();
        List<Socket> sockets = new ArrayList<>();
        try (LimitedStore store = store(1_000, 1_000, 1)) {
            for (int i = 0; i < flood; i++) {
                sockets.add(store.connectFrom(InetAddress.ofLiteral("127.0.0.2")));
            }
            await().atMost(LimitedStore.PATIENCE).until(() -> store.gauge("handshakes_waiting") > flood / 2.0);

            assertEquals(1, LimitedStore.read(store.connect()).getCount());

            assertTrue(store.gauge("handshakes_waiting") > 0);
        }
        // The store has ended, and with it all that waited.
        for (Socket socket : sockets) {
            assertEnds(socket);
        }
    }

    private static void assertEnds(Socket socket) throws IOException {
        try (socket) {
            socket.setSoTimeout((int) LimitedStore.PATIENCE.toMillis());
            assertEquals(-1, socket.getInputStream().read());
        } catch (SocketException _) {
            // Reset, which is an end, too.
        }
    }

    private LimitedStore store(int open, int perAddress, int handshakesPerSecond) throws Exception {
        return new LimitedStore(
                directory, Limits.of(new StoreLimits.OfConnections(open, perAddress, handshakesPerSecond, HANDSHAKE)));
    }
}
