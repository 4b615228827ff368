package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The connection may carry another's request by then, which would be lost with it. */
    @Test
    void aWatchThatHasEndedOrIsRefusedLeavesItsConnectionOpen(@TempDir Path directory) throws Exception {
        List<Integer> connections = new CopyOnWriteArrayList<>();
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            connections.add(exchange.getRemoteAddress().getPort());
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/refused") ? 401 : 200, 0);
            exchange.getResponseBody().write("{}\n".getBytes(UTF_8));
            exchange.close();
        });
        api.start();
        Path kubeconfig = Files.writeString(
                directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: u, user: {}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                current-context: c
                """.formatted(api.getAddress().getPort()));
        Vertx vertx = Vertx.vertx();
        try (MemberConnection member =
                MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD)) {
            try (WatchStream watch = member.watch("watched")) {
                assertInstanceOf(WatchStream.Next.Line.class, watch.next(PATIENCE));
                assertInstanceOf(WatchStream.Next.End.class, watch.next(PATIENCE));
            }
            awaitUse(member, connections, connections.getLast());
            assertThrows(ApiFailure.class, () -> member.watch("refused"));
            awaitUse(member, connections, connections.getLast());
        } finally {
            api.stop(0);
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** A connection that is given back is not always the next one to be taken. */
    private static void awaitUse(MemberConnection member, List<Integer> connections, int connection) {
        await().atMost(PATIENCE).until(() -> {
            var _ = member.get("asked");
            return connections.getLast() == connection;
        });
    }
}
