package io.fleetmesh.meshstore.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.options.WatchOption;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.Change;
import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stock client whose watch goes on, by itself, at another process than the one that it began with. */
class StoreRestartTest {
    private static final String PREFIX = "cilium/cache/services/v1/east/";
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void isToldByAStoreThatWasRestartedThatItsRevisionIsCompacted() throws Exception {
        movesOn(BEGIN.plusSeconds(5));
    }

    /** As by one of two replicas, the older of which takes over. */
    @Test
    void isToldSoByAStoreThatBeganBefore() throws Exception {
        movesOn(BEGIN.minusSeconds(5));
    }

    private void movesOn(Instant begin) throws Exception {
        ViewIndex first = view(BEGIN, "1");
        MeshStoreServer store = serve(first, 0, 7);
        List<String> told = new CopyOnWriteArrayList<>();
        CompletableFuture<CompactedException> end = new CompletableFuture<>();
        try (Client client = Client.builder()
                        .endpoints("https://127.0.0.1:" + store.port())
                        .sslContext(new Pki(directory).client("west"))
                        .build();
                Watch.Watcher _ = client.getWatchClient()
                        .watch(
                                ByteSequence.from(PREFIX, UTF_8),
                                WatchOption.builder()
                                        .isPrefix(true)
                                        .withRevision(first.revision())
                                        .build(),
                                Watch.listener(
                                        response -> response.getEvents()
                                                .forEach(event -> told.add(event.getKeyValue()
                                                        .getValue()
                                                        .toString(UTF_8))),
                                        failure -> {
                                            if (failure instanceof CompactedException compacted) {
                                                end.complete(compacted);
                                            }
                                        }))) {
            put(first, "2");
            await().atMost(PATIENCE).until(() -> told.equals(List.of("1", "2")));
            int port = store.port();
            store.close();

            ViewIndex second = view(begin, "3");
            try (MeshStoreServer _ = serve(second, port, 8)) {
                CompactedException compacted = end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

                assertEquals(second.compactRevision(), compacted.getCompactedRevision());
                assertEquals(List.of("1", "2"), told);
            }
        }
    }

    private MeshStoreServer serve(ViewIndex view, int port, long clusterId) throws IOException {
        StoreSettings free = new Pki(directory).store(clusterId, StoreLimits.defaults());
        return MeshStoreServer.start(
                new StoreSettings(
                        free.host(),
                        port,
                        free.certificateChain(),
                        free.privateKey(),
                        free.trustedCa(),
                        clusterId,
                        free.limits()),
                _ -> new ViewAccess.Access.Ready(view),
                new SimpleMeterRegistry());
    }

    private static ViewIndex view(Instant begin, String value) {
        ViewIndex view = new ViewIndex(Revisions.from(begin), HistoryLimits.defaults());
        put(view, value);
        return view;
    }

    private static void put(ViewIndex view, String value) {
        assertTrue(view.commit(List.of(new Change.Put(Bytes.of(PREFIX + "a"), Bytes.of(value))), BEGIN));
    }
}
