package io.fleetmesh.meshstore.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    @Test
    void etcdctlSaysSoAndEnds() throws Exception {
        ViewIndex first = view(BEGIN, "one");
        MeshStoreServer store = serve(first, 0, 7);
        Path said = directory.resolve("etcdctl.log");
        Process etcdctl = etcdctl(store.port(), said, "watch", "--prefix", PREFIX, "--rev=" + first.revision());
        try {
            put(first, "two");
            await().atMost(PATIENCE).until(() -> Files.readString(said).contains("\ntwo\n"));
            int port = store.port();
            store.close();

            try (MeshStoreServer _ = serve(view(BEGIN.plusSeconds(5), "three"), port, 8)) {
                assertTrue(etcdctl.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), Files.readString(said));

                String all = Files.readString(said);
                assertTrue(all.contains("etcdserver: mvcc: required revision has been compacted"), all);
                assertFalse(all.contains("three"), all);
            }
        } finally {
            etcdctl.destroy();
        }
    }

    private Process etcdctl(int port, Path output, String... arguments) throws IOException {
        var _ = new Pki(directory).client("west");
        Path files = directory.resolve("west/current");
        List<String> command = new ArrayList<>(List.of(
                "etcdctl",
                "--endpoints=https://127.0.0.1:" + port,
                "--cacert=" + files.resolve("ca.crt"),
                "--cert=" + files.resolve("tls.crt"),
                "--key=" + files.resolve("tls.key")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("ETCDCTL_API", "3");
        return builder.start();
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
        ViewIndex view = new ViewIndex(Revisions.since(begin), HistoryLimits.defaults());
        put(view, value);
        return view;
    }

    private static void put(ViewIndex view, String value) {
        assertTrue(view.commit(List.of(new Change.Put(Bytes.of(PREFIX + "a"), Bytes.of(value))), BEGIN));
    }
}
