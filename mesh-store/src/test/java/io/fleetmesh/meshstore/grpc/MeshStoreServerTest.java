package io.fleetmesh.meshstore.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.Change;
import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as a stock etcd client meets it, over mutual TLS. */
class MeshStoreServerTest {
    private static final String PREFIX = "cilium/cache/services/v1/east/";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int KEPT_EVENTS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final Revisions revisions = new Revisions();
    private final ViewIndex west =
            new ViewIndex(revisions, new HistoryLimits(KEPT_EVENTS, 1 << 20, Duration.ofHours(1)));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ViewAccess views = name -> switch (name) {
        case "west" -> new ViewAccess.Access.Ready(west);
        case "slow" -> new ViewAccess.Access.NotLoaded();
        default -> new ViewAccess.Access.Unknown();
    };
    private Pki pki;
    private MeshStoreServer server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        pki = new Pki(directory);
        server = MeshStoreServer.start(pki.store(7, StoreLimits.defaults()), views, registry);
        client = client("west");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void connectionsAreCountedByTheClusterOfTheirCertificate() throws Exception {
        put("a", "1");
        var _ = get(GetOption.builder().isPrefix(true).build());
        try (Client another = client("west")) {
            var _ = another.getKVClient().get(bytes(PREFIX)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            await().atMost(PATIENCE).until(() -> server.connections("west") == 2);
            assertEquals(0, server.connections("slow"));
        }
        await().atMost(PATIENCE).until(() -> server.connections("west") == 1);
    }

    @Test
    void aConnectionThatEndsBeforeItsHandshakeLeavesNothing() throws Exception {
        new Socket(InetAddress.getLoopbackAddress(), server.port()).close();
        put("a", "1");

        var _ = get(GetOption.builder().isPrefix(true).build());
        assertEquals(1, server.connections("west"));
        Gauge connections = registry.get("fleetmesh_store_connections").gauge();
        client.close();
        // Waits for every connection to end.
        server.close();
        assertEquals(0, connections.value());
    }

    @Test
    void whereThePortIsTakenNothingIsLeftAndTheNextOneIsToldOf() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        StoreSettings any = pki.store(7, StoreLimits.defaults());
        StoreSettings taken = new StoreSettings(
                any.host(),
                server.port(),
                any.certificateChain(),
                any.privateKey(),
                any.trustedCa(),
                any.clusterId(),
                any.limits());
        long before = threads();

        for (int i = 0; i < 3; i++) {
            assertThrows(IOException.class, () -> MeshStoreServer.start(taken, views, meters));
        }

        await().atMost(PATIENCE).until(() -> threads() <= before);
        assertEquals(Set.of(), gauges(meters));
        server.close();
        try (MeshStoreServer _ = MeshStoreServer.start(taken, views, meters)) {
            assertFalse(gauges(meters).isEmpty());
            gauges(meters)
                    .forEach(gauge -> assertEquals(0, meters.get(gauge).gauge().value(), gauge));
        }
    }

    private static Set<String> gauges(SimpleMeterRegistry meters) {
        return meters.getMeters().stream()
                .filter(Gauge.class::isInstance)
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toSet());
    }

    /** Those of servers. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mesh-store"))
                .count();
    }

    @Test
    void aPrefixIsReadInOrder() throws Exception {
        put("b", "2");
        put("a", "1");
        put("c", "3");

        GetResponse all = get(GetOption.builder().isPrefix(true).build());

        assertEquals(
                List.of(PREFIX + "a=1", PREFIX + "b=2", PREFIX + "c=3"),
                all.getKvs().stream().map(MeshStoreServerTest::text).toList());
        assertEquals(west.revision(), all.getHeader().getRevision());
        assertEquals(7, all.getHeader().getClusterId());
    }

    @Test
    void limitsCountsAndKeysOnlyAreKept() throws Exception {
        IntStream.range(0, 5).forEach(i -> put("k" + i, "v"));

        GetResponse page = get(GetOption.builder().isPrefix(true).withLimit(2).build());
        GetResponse count =
                get(GetOption.builder().isPrefix(true).withCountOnly(true).build());
        GetResponse keys =
                get(GetOption.builder().isPrefix(true).withKeysOnly(true).build());

        assertEquals(2, page.getKvs().size());
        assertTrue(page.isMore());
        assertEquals(5, page.getCount());
        assertEquals(5, count.getCount());
        assertTrue(count.getKvs().isEmpty());
        assertTrue(keys.getKvs().stream().allMatch(kv -> kv.getValue().isEmpty()));
    }

    @Test
    void aPastRevisionIsReadAsItWas() throws Exception {
        put("a", "1");
        long then = west.revision();
        put("a", "2");
        delete("a");

        GetResponse past =
                get(GetOption.builder().isPrefix(true).withRevision(then).build());

        assertEquals(
                List.of(PREFIX + "a=1"),
                past.getKvs().stream().map(MeshStoreServerTest::text).toList());
        assertTrue(get(GetOption.builder().isPrefix(true).build()).getKvs().isEmpty());
    }

    @Test
    void aRevisionBeforeTheKeptWindowIsCompactedAndOneToComeIsRefused() {
        IntStream.range(0, KEPT_EVENTS * 2).forEach(i -> put("a", "" + i));

        Status old = failure(GetOption.builder().withRevision(2).build());
        Status future =
                failure(GetOption.builder().withRevision(west.revision() + 10).build());

        assertEquals(Status.Code.OUT_OF_RANGE, old.getCode());
        assertEquals("etcdserver: mvcc: required revision has been compacted", old.getDescription());
        assertEquals(Status.Code.OUT_OF_RANGE, future.getCode());
    }

    @Test
    void aWatchFromARevisionMissesNothing() {
        put("a", "1");
        long listed = west.revision();
        put("a", "2");
        List<String> events = new CopyOnWriteArrayList<>();

        try (Watch.Watcher _ = watch(PREFIX, listed + 1, events)) {
            put("b", "1");
            delete("a");

            await().atMost(PATIENCE)
                    .until(() -> events.equals(
                            List.of("PUT " + PREFIX + "a=2", "PUT " + PREFIX + "b=1", "DELETE " + PREFIX + "a=")));
        }
    }

    @Test
    void severalWatchesOfAStreamEachHaveTheirOwnEvents() {
        List<String> one = new CopyOnWriteArrayList<>();
        List<String> two = new CopyOnWriteArrayList<>();
        Watch.Watcher first = watch(PREFIX + "a", 0, one);
        try (Watch.Watcher _ = watch(PREFIX, 0, two)) {
            awaitWatches(2);
            put("a", "1");
            await().atMost(PATIENCE).until(() -> one.size() == 1 && two.size() == 1);

            first.close();
            awaitWatches(1);
            put("a", "2");
            await().atMost(PATIENCE).until(() -> two.size() == 2);

            assertEquals(List.of("PUT " + PREFIX + "a=1"), one);
        }
    }

    @Test
    void aWatchFromBeforeTheKeptWindowIsToldWhereItBegins() {
        IntStream.range(0, KEPT_EVENTS * 2).forEach(i -> put("a", "" + i));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();

        try (Watch.Watcher _ =
                client.getWatchClient().watch(bytes(PREFIX), option(2), Watch.listener(_ -> {}, failure::complete))) {
            Throwable told =
                    failure.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();

            assertEquals(
                    west.compactRevision(),
                    assertInstanceOf(CompactedException.class, told).getCompactedRevision());
        }
    }

    @Test
    void progressIsToldOnRequest() {
        put("a", "1");
        List<Long> progress = new CopyOnWriteArrayList<>();
        try (Watch.Watcher watcher = client.getWatchClient().watch(bytes(PREFIX), option(0), response -> {
            if (response.isProgressNotify()) {
                progress.add(response.getHeader().getRevision());
            }
        })) {
            awaitWatches(1);

            watcher.requestProgress();

            await().atMost(PATIENCE).until(() -> progress.contains(west.revision()));
        }
    }

    @Test
    void everythingThatWritesIsRefused() {
        assertRefused(client.getKVClient().put(bytes(PREFIX + "a"), bytes("1")));
        assertRefused(client.getKVClient().delete(bytes(PREFIX + "a")));
        assertRefused(client.getLeaseClient().grant(10));
        assertRefused(client.getAuthClient().userList());
        assertRefused(client.getClusterClient().listMember());
    }

    @Test
    void whatNoViewFillsIsRefusedAndNotEmpty() {
        assertRefused(client.getKVClient().get(bytes("cilium/state/services/v1/")));
    }

    @Test
    void theStatusIsToldToWhoHasAView() throws Exception {
        put("a", "1");

        var status = client.getMaintenanceClient()
                .statusMember("https://127.0.0.1:" + server.port())
                .get(20, TimeUnit.SECONDS);

        assertEquals(west.revision(), status.getHeader().getRevision());
        assertNotEquals("", status.getVersion());
    }

    @Test
    void callersWithoutALoadedViewAreSentAway() throws IOException {
        assertEquals(Status.Code.PERMISSION_DENIED, refusalOf("stranger"));
        assertEquals(Status.Code.UNAVAILABLE, refusalOf("slow"));
    }

    @Test
    void whoHasNoCertificateGetsNoConnection() throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(pki.store().resolve("ca.crt").toFile())
                        .build())
                .build();
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(PREFIX))
                .build();

        StatusRuntimeException failure = assertThrows(
                StatusRuntimeException.class,
                () -> KVGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(PATIENCE)
                        .range(request));

        assertEquals(Status.Code.UNAVAILABLE, failure.getStatus().getCode());
        channel.shutdownNow();
    }

    /** Another authority, so that an old client cannot connect anew, a new one can, and who is connected stays. */
    @Test
    void renewedCertificatesHoldForNewConnections() throws Exception {
        put("a", "1");
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Watch.Watcher _ = watch(PREFIX, 0, seen);
                Client old = client("west")) {
            awaitWatches(1);
            pki.changeAuthority();
            pki.issueForStore();
            server.refreshCertificates();
            assertEquals(
                    new StoreStatus.Trust(
                            end(pki.store().resolve("tls.crt")), end(pki.store().resolve("ca.crt"))),
                    server.trust());

            try (Client renewed = client("west")) {
                assertEquals(1, count(renewed));
            }
            assertThrows(
                    TimeoutException.class,
                    () -> old.getKVClient().get(bytes(PREFIX)).get(2, TimeUnit.SECONDS));
            put("b", "2");
            await().atMost(PATIENCE).until(() -> seen.contains("PUT " + PREFIX + "b=2"));
        }
    }

    private static Instant end(Path certificate) throws Exception {
        try (InputStream pem = Files.newInputStream(certificate)) {
            return ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem))
                    .getNotAfter()
                    .toInstant();
        }
    }

    @Test
    void brokenCertificatesLeaveTheOldOnesStanding() throws Exception {
        put("a", "1");
        Path chain = pki.store().resolve("tls.crt");
        Files.writeString(chain, "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");

        server.refreshCertificates();

        try (Client other = client("west")) {
            assertEquals(1, count(other));
        }
    }

    /** As who writes in place has them first. */
    @ParameterizedTest
    @ValueSource(strings = {"tls.crt", "ca.crt", "tls.key"})
    void anEmptyFileLeavesTheOldOnesStanding(String file) throws Exception {
        put("a", "1");
        StoreStatus.Trust before = server.trust();
        Files.writeString(pki.store().resolve(file), "");

        server.refreshCertificates();

        assertEquals(before, server.trust());
        try (Client other = client("west")) {
            assertEquals(1, count(other));
        }
    }

    private long count(Client from) throws ExecutionException, InterruptedException, TimeoutException {
        return from.getKVClient()
                .get(
                        bytes(PREFIX),
                        GetOption.builder().isPrefix(true).withCountOnly(true).build())
                .get(20, TimeUnit.SECONDS)
                .getCount();
    }

    private Status.Code refusalOf(String cluster) throws IOException {
        try (Client other = client(cluster)) {
            ExecutionException failure = assertThrows(
                    ExecutionException.class,
                    () -> other.getKVClient().get(bytes(PREFIX)).get(20, TimeUnit.SECONDS));
            return codeOf(failure);
        }
    }

    private static void assertRefused(CompletableFuture<?> call) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
        String said = String.valueOf(failure.getCause());
        assertTrue(said.contains("etcdserver: permission denied"), said);
    }

    private Status failure(GetOption option) {
        return Status.fromThrowable(assertThrows(ExecutionException.class, () -> get(option)));
    }

    private static Status.Code codeOf(Throwable failure) {
        return Status.fromThrowable(failure).getCode();
    }

    private GetResponse get(GetOption option) throws ExecutionException, InterruptedException, TimeoutException {
        return client.getKVClient().get(bytes(PREFIX), option).get(20, TimeUnit.SECONDS);
    }

    private Watch.Watcher watch(String prefix, long revision, List<String> events) {
        return client.getWatchClient()
                .watch(
                        bytes(prefix),
                        option(revision),
                        (WatchResponse response) -> response.getEvents()
                                .forEach(event -> events.add(event.getEventType() + " " + text(event.getKeyValue()))));
    }

    private static WatchOption option(long revision) {
        return WatchOption.builder().isPrefix(true).withRevision(revision).build();
    }

    private void awaitWatches(int open) {
        await().atMost(PATIENCE)
                .until(() -> registry.get("fleetmesh_store_watches").gauge().value() == open);
    }

    private void put(String name, String value) {
        var _ = west.commit(List.of(new Change.Put(Bytes.of(PREFIX + name), Bytes.of(value))), NOW);
    }

    private void delete(String name) {
        var _ = west.commit(List.of(new Change.Delete(Bytes.of(PREFIX + name))), NOW);
    }

    private static String text(KeyValue kv) {
        return kv.getKey().toString(UTF_8) + "=" + kv.getValue().toString(UTF_8);
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    private Client client(String cluster) throws IOException {
        return Client.builder()
                .endpoints("https://127.0.0.1:" + server.port())
                .sslContext(pki.client(cluster))
                .retryMaxAttempts(1)
                .build();
    }
}
