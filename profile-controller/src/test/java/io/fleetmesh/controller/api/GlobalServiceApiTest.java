package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Conflict;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.GlobalService.Held;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.Kept;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GlobalServiceApiTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Kept<GlobalService> services = new Kept<>();
    private int port;

    @BeforeEach
    void start() {
        Map<String, GlobalService> all = new TreeMap<>();
        for (String key : List.of("shop/a", "shop/b", "web/a")) {
            String[] parts = key.split("/", -1);
            all.put(
                    key,
                    new GlobalService(
                            parts[0],
                            parts[1],
                            List.of(new Exporter("east", false, List.of(), 2)),
                            List.of(new Conflict("type", "east: x, west: y"))));
        }
        services.set(Optional.of(History.begin(all, 7)));
        Router router = Router.router(vertx);
        Supplier<Optional<Intents>> intents = () -> Optional.of(new InMemoryIntents());
        new IntentApi(intents).mount(router);
        new GlobalServiceApi(() -> Optional.of(services), new Access(new LocalOnly(), intents), new Watches(intents))
                .mount(router);
        port = Listening.to(router, vertx);
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private JsonNode ask(int status, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + port + "/apis/fleetmesh.io/v1alpha1/globalservices" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    private static List<String> names(JsonNode list) {
        return list.path("items").findValues("metadata").stream()
                .map(meta -> meta.path("namespace").asText() + "/"
                        + meta.path("name").asText())
                .toList();
    }

    @Test
    void servicesComeInPagesAndByNamespace() throws IOException, InterruptedException {
        JsonNode first = ask(200, "?limit=2");
        assertEquals(List.of("shop/a", "shop/b"), names(first));
        assertEquals("7", first.at("/metadata/resourceVersion").asText());
        JsonNode second =
                ask(200, "?limit=2&continue=" + first.at("/metadata/continue").asText());
        assertEquals(List.of("web/a"), names(second));
        assertEquals("", second.at("/metadata/continue").asText());
        assertEquals(List.of("web/a"), names(ask(200, "?namespace=web")));
    }

    @Test
    void oneServiceSaysWhoExportsItAndWhatTheyDisagreeOn() throws IOException, InterruptedException {
        assertEquals(
                "{\"apiVersion\":\"fleetmesh.io/v1alpha1\",\"kind\":\"GlobalService\",\"metadata\":{\"namespace\":\"shop\","
                        + "\"name\":\"a\"},\"exporters\":[{\"member\":\"east\",\"headless\":false,\"ports\":[],\"backends\":2}],"
                        + "\"conflicts\":[{\"property\":\"type\",\"detail\":\"east: x, west: y\"}]}",
                ask(200, "/shop/a").toString());
        var _ = ask(404, "/shop/c");
    }

    @Test
    void whoWaitsForApprovalIsShownWithWhyAndWhatToDo() throws IOException, InterruptedException {
        GlobalService waiting = new GlobalService(
                "shop",
                "a",
                List.of(new Exporter("east", false, List.of(), 2)),
                List.of(),
                Optional.empty(),
                List.of(new Held("west", Optional.empty())));
        services.set(Optional.of(History.begin(Map.of(waiting.key(), waiting), 8)));

        JsonNode held = ask(200, "/shop/a").at("/held/0");

        assertEquals("west", held.path("member").asText());
        assertTrue(held.path("reason").asText().contains("others export shop/a already"), held.toString());
        assertEquals(
                "fleetctl approve export shop/a --member west --profile PROFILE --reason TEXT",
                held.path("next").asText());
    }

    @Test
    void whatCannotBeAnsweredIsAProblem() throws IOException, InterruptedException {
        var _ = ask(400, "?continue=c2hvcA");
        services.set(Optional.empty());
        var _ = ask(503, "");
        var _ = ask(503, "?watch=true");
    }
}
