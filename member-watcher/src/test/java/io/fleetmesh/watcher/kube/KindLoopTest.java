package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.watcher.domain.FamilyListener;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.Observation;
import io.fleetmesh.watcher.domain.Trouble;
import io.fleetmesh.watcher.domain.Unmappable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kinds that a member may not serve, against an API that answers by table and with 404 otherwise. */
class KindLoopTest {
    private static final int PATIENCE_SECONDS = 20;
    private static final String NODES = "/apis/cilium.io/v2/ciliumnodes";
    private static final String GROUPS =
            "{'kind':'APIGroupList','groups':[{'name':'cilium.io','versions':" + "[{'groupVersion':'cilium.io/v2'}]}]}";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final Heard heard = new Heard();
    private HttpServer api;
    private MemberConnection connection;
    private volatile boolean keepWatches;
    private volatile Waiting beforeWatch = () -> {};

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", this::answer);
        api.start();
        answers.put("/api/v1/namespaces/kube-system", "{'metadata':{'uid':'uid'}}");
        answers.put("/apis", GROUPS);
        Path kubeconfig = directory.resolve("kubeconfig");
        Files.writeString(kubeconfig, """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: u, user: {}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                current-context: c
                """.formatted(api.getAddress().getPort()));
        connection = MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD);
    }

    @AfterEach
    void stop() {
        connection.close();
        api.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        boolean watch = query.contains("watch=true");
        asked.add((watch ? "watch " : "get ") + path);
        if (watch && keepWatches) {
            keep(exchange);
            return;
        }
        String found = answers.getOrDefault(path + "?" + (watch ? "watch" : query), answers.get(path));
        byte[] body =
                (found == null ? "{'kind':'Status'}" : found).replace('\'', '"').getBytes(UTF_8);
        exchange.sendResponseHeaders(status(path, query, found), body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    private int status(String path, String query, @Nullable String found) {
        if (expired.contains(query)) {
            return 410;
        }
        return refused.contains(path) ? 403 : found == null ? 404 : 200;
    }

    /** Accepts a watch that says nothing; it ends with the API. */
    private void keep(HttpExchange exchange) throws IOException {
        try {
            beforeWatch.run();
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        }
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }

    private KindLoop<?> loop(WatchedKind<?> kind) {
        WatchTimings timings = new WatchTimings(
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(150),
                Duration.ofMillis(20),
                Duration.ofHours(1));
        return KindLoop.start(kind, connection, heard, timings, new WatchMeters(new SimpleMeterRegistry()));
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(next, "nothing came in " + PATIENCE_SECONDS + " s");
        return next;
    }

    @Test
    void aKindThatDiscoveryDoesNotKnowIsNotServed() throws InterruptedException {
        answers.put("/apis", "{'kind':'APIGroupList','groups':[]}");

        try (KindLoop<?> _ = loop(new CiliumNodeKind())) {
            FamilySnapshot list = next(heard.lists);

            assertFalse(list.served());
            assertEquals(Map.of(), list.facts());
        }
    }

    @Test
    void aKindThatItsVersionDoesNotListIsNotServed() throws InterruptedException {
        answers.put("/apis/cilium.io/v2", "{'kind':'APIResourceList','resources':[{'name':'ciliumidentities'}]}");

        try (KindLoop<?> _ = loop(new CiliumNodeKind())) {
            assertFalse(next(heard.lists).served());
        }
    }

    @Test
    void aKindThatDiscoveryKnowsAndThatIsNotFoundIsATrouble() throws InterruptedException {
        answers.put("/apis/cilium.io/v2", "{'kind':'APIResourceList','resources':[{'name':'ciliumnodes'}]}");

        try (KindLoop<?> _ = loop(new CiliumNodeKind())) {
            assertEquals(Reachability.SUSPECT, next(heard.troubles).kind());
            assertTrue(heard.lists.isEmpty());
        }
    }

    @Test
    void aVersionThatIsNamedAndNotFoundIsATrouble() throws InterruptedException {
        try (KindLoop<?> _ = loop(new CiliumNodeKind())) {
            assertEquals(Reachability.SUSPECT, next(heard.troubles).kind());
        }
    }

    @Test
    void anotherDocumentThanDiscoverySaysNothing() throws InterruptedException {
        answers.put("/apis", "{'kind':'Welcome'}");

        try (KindLoop<?> _ = loop(new CiliumNodeKind())) {
            assertTrue(next(heard.troubles).reason().contains("APIGroupList"));
        }
    }

    @Test
    void aKindThatEveryClusterServesIsNeverAbsent() throws InterruptedException {
        answers.put("/apis", "{'kind':'APIGroupList','groups':[]}");

        try (KindLoop<?> _ = loop(new EndpointSliceKind())) {
            assertEquals(Reachability.SUSPECT, next(heard.troubles).kind());
        }
    }

    @Test
    void aKindThatNeedNotBeGivenIsNoTroubleWhereItIsRefused() throws InterruptedException {
        String daemonSets = "/apis/apps/v1/namespaces/kube-system/daemonsets";
        refused.add(daemonSets);
        refused.add(NODES);

        try (KindLoop<?> _ = loop(new CiliumAgentKind());
                KindLoop<?> _ = loop(new CiliumNodeKind())) {
            assertEquals(Family.CILIUM_AGENT, next(heard.watches));
            assertEquals(Reachability.SUSPECT, next(heard.troubles).kind());
            assertTrue(heard.lists.isEmpty(), "what is known of it stays");
        }
    }

    @Test
    void aKindThatNeedNotBeGivenIsReadOnceItIs() throws InterruptedException {
        String daemonSets = "/apis/apps/v1/namespaces/kube-system/daemonsets";
        refused.add(daemonSets);
        answers.put(daemonSets, "{'kind':'DaemonSetList','metadata':{'resourceVersion':'7'},'items':[]}");

        try (KindLoop<?> loop = loop(new CiliumAgentKind())) {
            assertEquals(Family.CILIUM_AGENT, next(heard.watches));
            refused.clear();
            loop.wake();

            assertTrue(next(heard.lists).served());
        }
    }

    @Test
    void theVersionThatIsServedIsListedAndWatched() throws InterruptedException {
        String older = "/apis/multicluster.x-k8s.io/v1alpha1/serviceexports";
        answers.put(older, "{'kind':'ServiceExportList','metadata':{'resourceVersion':'7'},'items':[]}");

        try (KindLoop<?> _ = loop(new ServiceExportKind())) {
            assertTrue(next(heard.lists).served());
            String watch = next(asked);
            while (!watch.startsWith("watch ")) {
                watch = next(asked);
            }
            assertEquals("watch " + older, watch);
        }
    }

    @Test
    void aListWhoseContinuationExpiresIsMadeAnewFromTheBeginning() throws InterruptedException {
        answers.put(NODES + "?limit=500", nodes(7, "'continue':'next',", "gone", "stays"));
        expired.add("limit=500&continue=next");
        answers.put(NODES, nodes(9, "", "new", "stays", "last"));

        try (KindLoop<?> _ = loop(new CiliumNodeKind())) {
            FamilySnapshot list = next(heard.lists);

            assertEquals("9", list.resourceVersion());
            assertEquals(
                    Set.of("ciliumnode/new", "ciliumnode/stays", "ciliumnode/last"),
                    list.facts().keySet());
        }
    }

    private static String nodes(int resourceVersion, String more, String... names) {
        return "{'kind':'CiliumNodeList','metadata':{%s'resourceVersion':'%d'},'items':[%s]}"
                .formatted(
                        more,
                        resourceVersion,
                        Stream.of(names)
                                .map("{'metadata':{'name':'%s'}}"::formatted)
                                .collect(Collectors.joining(",")));
    }

    @Test
    void aWatchThatFindsNothingAnyMoreIsFollowedByAList() throws InterruptedException {
        answers.put(NODES, "{'kind':'CiliumNodeList','metadata':{'resourceVersion':'7'},'items':[]}");

        try (KindLoop<?> _ = loop(new CiliumNodeKind())) {
            assertTrue(next(heard.lists).served());
            answers.put("/apis", "{'kind':'APIGroupList','groups':[]}");
            answers.remove(NODES);

            assertFalse(next(heard.lists).served());
        }
    }

    @Test
    void aWatchThatOpensWhileItsLoopIsWokenEnds() throws InterruptedException {
        answers.put(NODES, "{'kind':'CiliumNodeList','metadata':{'resourceVersion':'7'},'items':[]}");
        CountDownLatch watched = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        beforeWatch = () -> {
            watched.countDown();
            woken.await();
        };
        keepWatches = true;

        try (KindLoop<?> loop = loop(new CiliumNodeKind())) {
            assertTrue(watched.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            heard.questions.clear();
            loop.wake();
            woken.countDown();

            assertEquals(Family.CILIUM_NODE, next(heard.questions));
        }
    }

    @Test
    void whatIsNotWantedIsNotAskedForUntilItIs() throws InterruptedException {
        answers.put(NODES, "{'kind':'CiliumNodeList','metadata':{'resourceVersion':'7'},'items':[]}");
        heard.wanted = false;

        try (KindLoop<?> loop = loop(new CiliumNodeKind())) {
            var _ = next(heard.questions);
            assertTrue(asked.isEmpty());
            heard.wanted = true;
            loop.wake();

            assertTrue(next(heard.lists).served());
        }
    }

    /** Others go on, and what is gone is known to be. */
    @Test
    void whatNoObjectCanBeCalledIsToldAndLeftOut() throws InterruptedException {
        answers.put(NODES, nodes(7, "", "a/b", "n1"));
        answers.put(NODES + "?watch", """
                {'type':'ADDED','object':{'metadata':{'name':'c/d','resourceVersion':'8'}}}
                {'type':'ADDED','object':{'metadata':{'name':'n2','resourceVersion':'9'}}}
                """);

        try (KindLoop<?> _ = loop(new CiliumNodeKind())) {
            FamilySnapshot list = next(heard.lists);

            assertEquals(Set.of("ciliumnode/n1"), list.facts().keySet());
            assertTrue(list.allNamed());
            assertEquals("/a/b", next(heard.unmappable).object());
            assertEquals("/c/d", next(heard.unmappable).object());
            assertEquals("ciliumnode/n2", next(heard.observed).key());
        }
    }

    private static final class Heard implements FamilyListener {
        final BlockingQueue<FamilySnapshot> lists = new LinkedBlockingQueue<>();
        final BlockingQueue<Trouble> troubles = new LinkedBlockingQueue<>();
        final BlockingQueue<Family> watches = new LinkedBlockingQueue<>();
        final BlockingQueue<Family> questions = new LinkedBlockingQueue<>();
        final BlockingQueue<Unmappable> unmappable = new LinkedBlockingQueue<>();
        final BlockingQueue<Observation> observed = new LinkedBlockingQueue<>();
        volatile boolean wanted = true;

        @Override
        public boolean identified(String clusterUid) {
            return true;
        }

        @Override
        public Optional<Trouble> listed(FamilySnapshot list) {
            lists.add(list);
            return Optional.empty();
        }

        @Override
        public void observed(Family family, Observation observation, String resourceVersion) {
            observed.add(observation);
        }

        @Override
        public void progressed(Family family, String resourceVersion) {}

        @Override
        public void watching(Family family) {
            watches.add(family);
        }

        @Override
        public void failed(Family family, Trouble trouble) {
            troubles.add(trouble);
        }

        @Override
        public void unmappable(Family family, Unmappable problem) {
            unmappable.add(problem);
        }

        @Override
        public boolean wants(Family family) {
            questions.add(family);
            return wanted;
        }

        @Override
        public boolean wantsList(Family family) {
            return false;
        }
    }
}
