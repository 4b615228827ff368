package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The connection may carry another's request by then, which would be lost with it. */
    @Test
    void aWatchThatHasEndedLeavesItsConnectionOpen(@TempDir Path directory) throws Exception {
        List<Integer> connections = new CopyOnWriteArrayList<>();
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            connections.add(exchange.getRemoteAddress().getPort());
            exchange.sendResponseHeaders(200, 0);
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
            var _ = member.get("asked");

            assertEquals(2, connections.size());
            assertEquals(1, Set.copyOf(connections).size(), "connections: " + connections);
        } finally {
            api.stop(0);
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
