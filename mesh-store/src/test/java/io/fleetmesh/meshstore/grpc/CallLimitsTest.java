package io.fleetmesh.meshstore.grpc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients whose messages, calls, pings or cancels are too much, and one beside them. */
class CallLimitsTest {
    /** The first is permitted; gRPC forgives two more. */
    private static final int PINGS_TO_THE_END = 4;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int REQUEST_BYTES = 1_000;
    private static final int CALLS = 2;
    private static final int RESETS = 5;
    private static final StoreLimits SMALL = Limits.of(new StoreLimits.OfCalls(CALLS, REQUEST_BYTES, RESETS, MINUTE));

    @TempDir
    Path directory;

    @Test
    void aMessageOverTheLimitIsRefusedAndItsConnectionGoesOn() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, SMALL)) {
            Bystander bystander = store.bystander();
            ManagedChannel client = store.connect();
            RangeRequest large = LimitedStore.key("k".repeat(REQUEST_BYTES));

            Status refusal = assertThrows(
                            StatusRuntimeException.class,
                            () -> KVGrpc.newBlockingStub(client)
                                    .withDeadlineAfter(LimitedStore.PATIENCE)
                                    .range(large))
                    .getStatus();

            assertEquals(Status.Code.RESOURCE_EXHAUSTED, refusal.getCode());
            assertTrue(String.valueOf(refusal.getDescription()).contains("maximum size " + REQUEST_BYTES));
            assertEquals(1, LimitedStore.read(client).getCount());
            bystander.assertUndisturbed();
        }
    }

    @Test
    void aCallTooManyWaitsAtItsClient() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, SMALL)) {
            Bystander bystander = store.bystander();
            ManagedChannel client = store.connect();
            List<WatchingClient> open = List.of(store.watching(client), store.watching(client));
            for (WatchingClient each : open) {
                each.watch("first", 0);
                each.awaitCreated(1);
            }

            ListenableFuture<RangeResponse> more = KVGrpc.newFutureStub(client).range(LimitedStore.first());

            bystander.assertUndisturbed();
            assertFalse(more.isDone());
            open.getFirst().finish();
            assertEquals(
                    1,
                    more.get(LimitedStore.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .getCount());
        }
    }

    @Test
    void aClientThatCallsAllTheSameIsRefused() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, SMALL)) {
            Bystander bystander = store.bystander();
            RawHttp2 rude = store.connectRaw();

            for (int call = 0; call <= CALLS; call++) {
                rude.call(1 + 2 * call);
            }

            await().atMost(LimitedStore.PATIENCE)
                    .until(() -> Http2Error.REFUSED_STREAM.equals(rude.resets().get(1 + 2 * CALLS)));
            bystander.assertUndisturbed();
        }
    }

    @Test
    void whoBreaksOffTooManyCallsLosesItsConnection() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, SMALL)) {
            Bystander bystander = store.bystander();
            RawHttp2 rude = store.connectRaw();

            for (int call = 0; call <= RESETS; call++) {
                rude.call(1 + 2 * call);
                rude.reset(1 + 2 * call);
            }

            await().atMost(LimitedStore.PATIENCE).until(() -> rude.goAways().contains(Http2Error.ENHANCE_YOUR_CALM));
            bystander.assertUndisturbed();
        }
    }

    @Test
    void whoPingsTooOftenLosesItsConnection() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, Limits.of(new StoreLimits.OfPings(HOUR, HOUR, MINUTE)))) {
            Bystander bystander = store.bystander();
            RawHttp2 rude = store.connectRaw();

            // No more than it takes: what comes after the last word would reset the connection, and that word with it.
            for (int ping = 0; ping < PINGS_TO_THE_END; ping++) {
                rude.ping();
            }

            await().atMost(LimitedStore.PATIENCE).until(() -> rude.goAways().contains(Http2Error.ENHANCE_YOUR_CALM));
            bystander.assertUndisturbed();
        }
    }

    @Test
    void whoPingsNoMoreOftenThanPermittedDoesNot() throws Exception {
        Duration always = Duration.ofNanos(1);
        try (LimitedStore store =
                new LimitedStore(directory, Limits.of(new StoreLimits.OfPings(always, HOUR, MINUTE)))) {
            RawHttp2 polite = store.connectRaw();

            for (int ping = 0; ping < 10; ping++) {
                polite.ping();
            }

            await().atMost(LimitedStore.PATIENCE).until(() -> polite.acknowledgedPings() == 10);
            assertEquals(List.of(), polite.goAways());
        }
    }

    @Test
    void thePingsOfAgentsArePermitted() {
        Duration ofAgents = Duration.ofSeconds(15);

        assertTrue(StoreLimits.defaults().pings().permitted().compareTo(ofAgents.dividedBy(2)) < 0);
    }
}
