package io.fleetmesh.meshstore.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.meshstore.domain.WholeSource;
import io.fleetmesh.meshstore.messaging.WholeSources;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcePagesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final WholeSource east = new WholeSource("east", NOW);
    private HttpServer server;

    @BeforeEach
    void eastIsExportedAndServed() {
        east.apply(new ClusterConfigRecord("orient", 3, 255, true));
        for (int i = 1; i <= 5; i++) {
            east.apply(new IpRecord("10.3.1." + i, Optional.empty(), 0, 0, "shop", "pod-" + i, Optional.empty()));
        }
        east.apply(new CompletenessRecord(MeshFamily.IPS, 1));
        east.caughtUp();
        east.flush(NOW);
        SourcePages pages = new SourcePages(member -> switch (member) {
            case "east" -> new WholeSources.Answer.Whole(east.index().orElseThrow());
            case "slow" -> new WholeSources.Answer.Reading();
            case "large" -> new WholeSources.Answer.TooLarge(7);
            case "closed" -> new WholeSources.Answer.Barred();
            case "late" -> new WholeSources.Answer.Busy(List.of("east", "north"));
            default -> new WholeSources.Answer.Unknown();
        });
        Router router = Router.router(vertx);
        router.get(SourcePages.PATH).handler(pages::answer);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode body(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        assertEquals(200, answer.statusCode(), answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void entriesComeInCacheFormAsAgentsWouldReadThem() throws IOException, InterruptedException {
        JsonNode config = body("/sources/east/entries?family=cluster-config").at("/entries/0");

        assertEquals("cilium/cluster-config/orient", config.path("key").asText());
        assertEquals(
                "{\"id\":3,\"capabilities\":{\"syncedCanaries\":true,\"cached\":true,\"maxConnectedClusters\":255,"
                        + "\"serviceExportsEnabled\":true,\"endpointSlicesExportMode\":\"services-and-endpointslices\"}}",
                new String(
                        Base64.getDecoder().decode(config.path("value").asText()),
                        java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void pagesAreOfOneStateWhateverHappensMeanwhile() throws IOException, InterruptedException {
        List<String> keys = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = body("/sources/east/entries?family=ip&limit=2&continue=" + next);
            page.path("entries").forEach(entry -> keys.add(entry.path("key").asText()));
            next = page.path("continue").asText();
            east.remove("ip/10.3.1.4");
            east.apply(new IpRecord("10.3.1.31", Optional.empty(), 0, 0, "shop", "new", Optional.empty()));
            east.flush(NOW);
        } while (!next.isEmpty());

        assertEquals(
                List.of(1, 2, 3, 4, 5).stream()
                        .map(i -> "cilium/cache/ip/v1/orient/10.3.1." + i)
                        .toList(),
                keys);
    }

    @Test
    void aStateThatIsForgottenIsGone() throws IOException, InterruptedException {
        String next =
                body("/sources/east/entries?family=ip&limit=2").path("continue").asText();
        east.remove("ip/10.3.1.4");
        east.flush(NOW);
        east.remove("ip/10.3.1.5");
        east.flush(NOW.plusSeconds(600));

        assertEquals(
                410, get("/sources/east/entries?family=ip&continue=" + next).statusCode());
    }

    @Test
    void itIsToldWhetherAFamilyIsComplete() throws IOException, InterruptedException {
        assertTrue(body("/sources/east/entries?family=ip").path("complete").asBoolean());
        assertTrue(!body("/sources/east/entries?family=nodes").path("complete").asBoolean(true));
    }

    @ParameterizedTest
    @CsvSource({
        "east/entries?family=ip&limit=0,400",
        "east/entries?family=ip&limit=x,400",
        "east/entries?family=ip&limit=1001,400",
        "east/entries?family=pods,400",
        "east/entries,400",
        "east/entries?family=ip&continue=1,400",
        "east/entries?family=ip&continue=1.a,400",
        "west/entries?family=ip,404",
        "slow/entries?family=ip,503",
        "closed/entries?family=ip,403",
        "late/entries?family=ip,429",
        "large/entries?family=ip,413"
    })
    void whatCannotBeAnsweredSaysWhy(String question, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/sources/" + question);

        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().startsWith("{\"error\":\""), answer.body());
    }

    @Test
    void aPageOfABrowserThatCallsUsByAnotherNameIsRefused() throws IOException, InterruptedException {
        int port = server.actualPort();
        try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET /sources/east/entries?family=ip HTTP/1.1\r\nHost: evil.example:" + port
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            String text = new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertTrue(text.startsWith("HTTP/1.1 403"), text);
            assertTrue(text.contains("ssh -N -L " + port + ":127.0.0.1:" + port + " HOST"), text);
        }
    }

    @Test
    void aMembersOwnStoreSaysWhichStoreCanBeAsked() throws IOException, InterruptedException {
        String text = get("/sources/closed/entries?family=ip").body();

        assertTrue(
                text.contains("a member's own store (fleetmesh.store.consumer) has that member's rights alone"), text);
        assertTrue(text.contains("Ask one that serves all consumers"), text);
    }
}
