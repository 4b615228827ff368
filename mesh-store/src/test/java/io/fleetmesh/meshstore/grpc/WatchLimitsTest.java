package io.fleetmesh.meshstore.grpc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.etcd.jetcd.api.WatchResponse;
import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients with too many watches, or that do not take what they are told, and one beside them. */
class WatchLimitsTest {
    private static final int OPEN = 8;
    private static final int PER_CONNECTION = 5;
    private static final int PER_STREAM = 3;
    private static final long BYTES = 1 << 20;
    private static final int KEPT_EVENTS = 20;
    private static final StoreLimits.OfWatches SMALL =
            new StoreLimits.OfWatches(OPEN, PER_CONNECTION, PER_STREAM, BYTES, 1 << 20, Duration.ofMinutes(10));

    @TempDir
    Path directory;

    @Test
    void aWatchTooManyOnAStreamIsRefusedAndTheOthersGoOn() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, Limits.of(SMALL))) {
            Bystander bystander = store.bystander();
            WatchingClient greedy = store.watching(store.connect());

            watch(greedy, PER_STREAM + 1);

            assertEquals(List.of("mesh-store: too many watches on one stream"), refusals(greedy));
            assertEquals(1, store.refused("watches-per-stream"));
            store.put("first", "2");
            await().atMost(LimitedStore.PATIENCE).until(() -> greedy.events() == PER_STREAM);
            bystander.assertUndisturbed();

            greedy.cancel(0);
            greedy.watch("first", 0);
            greedy.awaitCreated(PER_STREAM + 2);
            assertEquals(1, refusals(greedy).size());
        }
    }

    @Test
    void aWatchTooManyOnAConnectionIsRefused() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, Limits.of(SMALL))) {
            Bystander bystander = store.bystander();
            ManagedChannel channel = store.connect();
            watch(store.watching(channel), PER_STREAM);
            WatchingClient greedy = store.watching(channel);

            watch(greedy, PER_CONNECTION - PER_STREAM + 1);

            assertEquals(List.of("mesh-store: too many watches on one connection"), refusals(greedy));
            watch(store.watching(store.connect()), 1);
            bystander.assertUndisturbed();
        }
    }

    @Test
    void aWatchTooManyInAllIsRefusedUntilOthersEnd() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, Limits.of(SMALL))) {
            Bystander bystander = store.bystander();
            WatchingClient first = store.watching(store.connect());
            watch(first, PER_STREAM);
            watch(store.watching(store.connect()), PER_STREAM);
            WatchingClient greedy = store.watching(store.connect());

            watch(greedy, 2);

            assertEquals(List.of(EtcdErrors.TOO_MANY_WATCHES), refusals(greedy));
            bystander.assertUndisturbed();
            assertEquals(OPEN, store.gauge("watches"));
            first.hangUp();
            await().atMost(LimitedStore.PATIENCE).until(() -> store.gauge("watches") == OPEN - PER_STREAM);
            greedy.watch("first", 0);
            greedy.awaitCreated(3);
            assertEquals(1, refusals(greedy).size());
        }
    }

    @Test
    void aSlowWatcherIsCutWhenItsPastIsForgottenAndNobodyWaitsForIt() throws Exception {
        HistoryLimits history = new HistoryLimits(KEPT_EVENTS, 1 << 30, Duration.ofDays(1));
        try (LimitedStore store = new LimitedStore(directory, Limits.of(SMALL), history)) {
            Bystander bystander = store.bystander();
            WatchingClient slow = store.watching(store.connect());
            watch(slow, 1);
            stall(store, List.of(slow));

            for (int i = 0; i < 3 * KEPT_EVENTS; i++) {
                store.putLarge("first");
                bystander.assertToldOfChanges();
            }

            assertTrue(store.gauge("watches_bytes") <= BYTES);
            slow.takeAgain();
            await().atMost(LimitedStore.PATIENCE)
                    .until(() -> slow.heard().getLast().getCompactRevision() > 0);
            assertTrue(slow.events() < KEPT_EVENTS, () -> slow.events() + " events");
            bystander.assertUndisturbed();
        }
    }

    @Test
    void clientsThatTakeNothingHoldNoMoreThanTheBudget() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, Limits.of(SMALL))) {
            Bystander bystander = store.bystander();
            List<WatchingClient> stalled = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                WatchingClient client = store.watching(store.connect());
                watch(client, 1);
                stalled.add(client);
            }
            stall(store, stalled);

            store.putLarge("first");

            await().atMost(LimitedStore.PATIENCE).until(() -> store.gauge("watches_waiting") > 0);
            assertTrue(store.gauge("watches_bytes") <= BYTES);
            bystander.assertUndisturbed();
            stalled.forEach(WatchingClient::takeAgain);
            for (WatchingClient client : stalled) {
                await().atMost(LimitedStore.PATIENCE).until(() -> client.events() == 2);
            }
            await().atMost(LimitedStore.PATIENCE).until(() -> store.gauge("watches_bytes") == 0);
        }
    }

    @Test
    void aClientThatKeepsRoomOthersWaitForLosesItsConnection() throws Exception {
        StoreLimits.OfCalls impatient = new StoreLimits.OfCalls(256, 1 << 20, 1_000, Duration.ofMillis(50));
        // One large response fills it.
        StoreLimits.OfWatches one =
                new StoreLimits.OfWatches(OPEN, PER_CONNECTION, PER_STREAM, 1 << 16, 1 << 20, Duration.ofMinutes(10));
        try (LimitedStore store = new LimitedStore(directory, Limits.of(impatient, one))) {
            Bystander bystander = store.bystander();
            WatchingClient stalled = store.watching(store.connect());
            watch(stalled, 1);
            stall(store, List.of(stalled));
            long large = store.putLarge("first");
            await().atMost(LimitedStore.PATIENCE).until(() -> store.gauge("watches_bytes") > 0);
            bystander.assertUndisturbed();
            assertEquals(0, store.refused("slow"));

            WatchingClient late = store.watching(store.connect());
            late.watch("first", large);

            await().atMost(LimitedStore.PATIENCE).until(() -> late.events() == 1);
            // Who takes nothing does not hear of the end either.
            stalled.takeAgain();
            await().atMost(LimitedStore.PATIENCE).until(() -> stalled.failure().isPresent());
            assertEquals(
                    Status.Code.UNAVAILABLE, stalled.failure().orElseThrow().getCode());
            assertEquals(1, store.refused("slow"));
            bystander.assertUndisturbed();
        }
    }

    /** From now on they take nothing: they have what they last asked for. */
    private static void stall(LimitedStore store, List<WatchingClient> clients) {
        clients.forEach(WatchingClient::stopTaking);
        store.put("first", "the last that is taken");
        for (WatchingClient client : clients) {
            await().atMost(LimitedStore.PATIENCE).until(() -> client.events() == 1);
        }
    }

    private static void watch(WatchingClient client, int count) {
        for (int i = 0; i < count; i++) {
            client.watch("first", 0);
        }
        client.awaitCreated(count);
    }

    private static List<String> refusals(WatchingClient client) {
        return client.heard().stream()
                .filter(response -> response.getCreated() && response.getCanceled())
                .map(WatchResponse::getCancelReason)
                .toList();
    }
}
