package io.fleetmesh.meshstore.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.meshstore.domain.ReplicaLag;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiblingsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ReplicaLag OWN = new ReplicaLag("log", Map.of("views", 1L));
    private static final ReplicaLag AHEAD = new ReplicaLag("log", Map.of("views", 2L));

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Such as a proxy says that stands before one that is away. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "{\"positions\": {\"views\": null}}", "not yet", ""})
    void whatNoReplicaSaysIsNoAnswerAndIsAskedAgain(String nonsense) {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .end(
                                asked.getAndIncrement() == 0
                                        ? Buffer.buffer(nonsense)
                                        : Buffer.buffer(Siblings.answer(AHEAD))))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();

        try (Siblings siblings =
                Siblings.watch(List.of(URI.create("http://127.0.0.1:" + server.actualPort())), () -> OWN)) {
            await().atMost(PATIENCE).until(() -> siblings.behind().isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"store-2:8080", "http://mesh_store_2:8080", "ftp://store-2", "store-2"})
    void anAddressThatCannotBeAskedIsRefused(String address) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> Siblings.watch(List.of(URI.create(address)), () -> OWN));

        assertTrue(refused.getMessage().startsWith("fleetmesh.store.siblings: expected"), refused.getMessage());
        assertTrue(refused.getMessage().contains("found " + address + " "), refused.getMessage());
    }
}
