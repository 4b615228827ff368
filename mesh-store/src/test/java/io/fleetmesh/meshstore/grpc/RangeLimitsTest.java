package io.fleetmesh.meshstore.grpc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.util.concurrent.ListenableFuture;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists that others wait for, because a client does not take its own. */
class RangeLimitsTest {
    private static final int BUILDING = 2;
    private static final int WAITING = 10;
    /** A cluster has room for one large response, and half of the line. */
    private static final StoreLimits.OfRanges SMALL = new StoreLimits.OfRanges(1 << 16, 32, 2 * WAITING, BUILDING);
    /** A few large ones find room beside each other. */
    private static final StoreLimits.OfRanges SHARED = new StoreLimits.OfRanges(1 << 21, 32, 2 * WAITING, BUILDING);

    private static final StoreLimits.OfCalls PATIENT =
            new StoreLimits.OfCalls(256, 1 << 20, 1_000, Duration.ofMinutes(10));

    @TempDir
    Path directory;

    @Test
    void callsThatWaitForRoomAreAnsweredWhenThereIs() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, Limits.of(PATIENT, SMALL))) {
            store.putLarge("large");
            Bystander bystander = store.bystander();
            Stalled stalled = stall(store);

            List<ListenableFuture<RangeResponse>> lists = ask(store.connect(), WAITING);

            await().atMost(LimitedStore.PATIENCE).until(() -> store.gauge("ranges_waiting") == WAITING);
            bystander.assertUndisturbed();
            stalled.call().cancel("enough", null);
            assertAnswered(lists);
            await().atMost(LimitedStore.PATIENCE).until(() -> store.gauge("ranges_bytes") == 0);
        }
    }

    /** It has more lists under way than are made at once, than there is room for, and than may wait in its line. */
    @Test
    void aClusterThatFloodsDoesNotHoldUpAnother() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, Limits.of(PATIENT, SHARED))) {
            store.putLarge("large");
            List<Stalled> flood = new ArrayList<>();
            while (store.refused("ranges") == 0) {
                flood.add(begin(store));
                int begun = flood.size();
                await().atMost(LimitedStore.PATIENCE)
                        .until(() -> store.gauge("ranges_waiting") == WAITING
                                || store.lookUps() >= begun * 2
                                || store.refused("ranges") > 0);
            }

            ListenableFuture<RangeResponse> other =
                    ask(store.connect("east"), 1).getFirst();

            assertAnswered(List.of(other));
            assertEquals(WAITING, store.gauge("ranges_waiting"));
            flood.forEach(stalled -> stalled.call().cancel("enough", null));
            await().atMost(LimitedStore.PATIENCE)
                    .until(() -> store.gauge("ranges_bytes") == 0 && store.gauge("ranges_waiting") == 0);
        }
    }

    @Test
    void aCallThatFindsTheLineFullIsRefused() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, Limits.of(PATIENT, SMALL))) {
            store.putLarge("large");
            Bystander bystander = store.bystander();
            Stalled stalled = stall(store);
            List<ListenableFuture<RangeResponse>> lists = ask(store.connect(), WAITING);
            await().atMost(LimitedStore.PATIENCE).until(() -> store.gauge("ranges_waiting") == WAITING);

            ListenableFuture<RangeResponse> tooMany = ask(store.connect(), 1).getFirst();

            Status refusal = Status.fromThrowable(assertThrows(
                    ExecutionException.class, () -> tooMany.get(LimitedStore.PATIENCE.toSeconds(), TimeUnit.SECONDS)));
            assertEquals(Status.Code.RESOURCE_EXHAUSTED, refusal.getCode());
            assertEquals("etcdserver: too many requests", refusal.getDescription());
            bystander.assertToldOfChanges();
            stalled.call().cancel("enough", null);
            assertAnswered(lists);
            bystander.assertUndisturbed();
        }
    }

    @Test
    void aCallThatIsGivenUpWhileItWaitsLeavesTheLine() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, Limits.of(PATIENT, SMALL))) {
            store.putLarge("large");
            stall(store);
            List<ListenableFuture<RangeResponse>> lists = ask(store.connect(), BUILDING);
            await().atMost(LimitedStore.PATIENCE).until(() -> store.gauge("ranges_waiting") == BUILDING);

            lists.forEach(list -> list.cancel(true));

            await().atMost(LimitedStore.PATIENCE).until(() -> store.gauge("ranges_waiting") == 0);
        }
    }

    @Test
    void aClientThatDoesNotTakeItsListLosesItsConnectionWhenOthersWait() throws Exception {
        StoreLimits.OfCalls impatient = new StoreLimits.OfCalls(256, 1 << 20, 1_000, Duration.ofMillis(50));
        try (LimitedStore store = new LimitedStore(directory, Limits.of(impatient, SMALL))) {
            store.putLarge("large");
            Bystander bystander = store.bystander();
            Stalled stalled = stall(store);

            List<ListenableFuture<RangeResponse>> lists = ask(store.connect(), 1);

            assertAnswered(lists);
            // Who takes nothing does not hear of the end either.
            stalled.call().request(1);
            assertEquals(
                    Status.Code.UNAVAILABLE,
                    stalled.end()
                            .get(LimitedStore.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .getCode());
            bystander.assertUndisturbed();
        }
    }

    /** A call whose client does not take its answer, and how it ends. */
    private record Stalled(ClientCall<RangeRequest, RangeResponse> call, CompletableFuture<Status> end) {}

    private static Stalled stall(LimitedStore store) throws Exception {
        Stalled stalled = begin(store);
        await().atMost(LimitedStore.PATIENCE)
                .until(() -> store.gauge("ranges_bytes") > 0 && store.gauge("ranges_waiting") == 0);
        return stalled;
    }

    private static Stalled begin(LimitedStore store) throws Exception {
        ClientCall<RangeRequest, RangeResponse> call =
                store.connect().newCall(KVGrpc.getRangeMethod(), CallOptions.DEFAULT);
        CompletableFuture<Status> end = new CompletableFuture<>();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                    }
                },
                new Metadata());
        call.sendMessage(LimitedStore.key("large"));
        call.halfClose();
        return new Stalled(call, end);
    }

    private static List<ListenableFuture<RangeResponse>> ask(ManagedChannel channel, int count) {
        return Stream.generate(() -> KVGrpc.newFutureStub(channel).range(LimitedStore.key("large")))
                .limit(count)
                .toList();
    }

    private static void assertAnswered(List<ListenableFuture<RangeResponse>> lists) throws Exception {
        for (ListenableFuture<RangeResponse> list : lists) {
            assertEquals(
                    1,
                    list.get(LimitedStore.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .getCount());
        }
    }
}
