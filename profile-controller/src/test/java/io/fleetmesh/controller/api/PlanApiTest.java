package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.controller.domain.Intents;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three plans of one moment, one that is newer and one that is older. */
class PlanApiTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.5Z");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final InMemoryPlans plans = new InMemoryPlans();
    private int port;

    @BeforeEach
    void start() {
        Supplier<Optional<Intents>> intents = () -> Optional.of(new InMemoryIntents());
        Access access = new Access(new LocalOnly(), intents);
        Watches watches = new Watches(intents);
        Router router = Router.router(vertx);
        new IntentApi(intents, Optional::empty, access, watches).mount(router);
        new PlanApi(() -> Optional.of(plans), access, watches).mount(router);
        port = Listening.to(router, vertx);
        List.of("b", "a", "c").forEach(id -> plans.put(id, "prod", NOW));
        plans.put("old", "prod", NOW.minusSeconds(1));
        plans.put("new", "test", NOW.plusSeconds(1));
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private JsonNode ask(int status, String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/apis/fleetmesh.io/v1alpha1/plans" + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode list(String query) throws IOException, InterruptedException {
        return ask(200, "GET", query, "");
    }

    private static List<String> names(JsonNode list) {
        return list.path("items").findValues("metadata").stream()
                .map(meta -> meta.path("name").asText())
                .toList();
    }

    private static String next(JsonNode list) {
        return list.at("/metadata/continue").asText();
    }

    @Test
    void plansComeInPagesNewestFirst() throws IOException, InterruptedException {
        assertEquals(List.of("new", "a", "b", "c", "old"), names(list("")));
        assertEquals("", next(list("?limit=5")));

        JsonNode first = list("?limit=2");
        JsonNode second = list("?limit=2&continue=" + next(first));
        JsonNode third = list("?limit=2&continue=" + next(second));

        assertEquals(List.of("new", "a"), names(first));
        assertEquals(List.of("b", "c"), names(second));
        assertEquals(List.of("old"), names(third));
        assertEquals("", next(third));
    }

    @Test
    void aPageGoesOnBehindAPlanThatIsKeptNoMoreWithoutThoseMadeMeanwhile() throws IOException, InterruptedException {
        JsonNode first = list("?limit=2&profile=prod");
        plans.remove("b");
        plans.put("newest", "prod", NOW.plusSeconds(9));

        assertEquals(List.of("a", "b"), names(first));
        assertEquals(List.of("c", "old"), names(list("?profile=prod&continue=" + next(first))));
    }

    @Test
    void aPlanIsDiscardedByItsName() throws IOException, InterruptedException {
        var _ = ask(200, "DELETE", "/a", "");
        var _ = ask(200, "DELETE", "/b?dryRun=true", "");
        var _ = ask(404, "DELETE", "/none", "");
        var _ = ask(400, "DELETE", "/c?dryRun=perhaps", "");
        assertEquals(List.of("discard a", "look whether to discard b"), plans.done());
    }

    @Test
    void whatIsWrongIsNamed() throws IOException, InterruptedException {
        assertEquals(
                "[{\"object\":\"query\",\"field\":\"continue\",\"value\":\"x\",\"expected\":\"what metadata.continue of the"
                        + " page before said\"}]",
                ask(400, "GET", "?continue=x", "").path("errors").toString());
        // A name, as other lists have it.
        assertEquals(
                "continue",
                ask(400, "GET", "?continue=ZWFzdA", "").at("/errors/0/field").asText());
        assertEquals(
                "[{\"object\":\"body\",\"field\":\"reason\",\"value\":\"7\",\"expected\":\"a line of 1 to 1024 characters\"}]",
                ask(422, "POST", "/a/overrides", "{\"check\": \"clock-skew\", \"reason\": 7}")
                        .path("errors")
                        .toString());
        assertEquals(
                "[{\"object\":\"body\",\"field\":\"check\",\"value\":\"nothing\",\"expected\":\"a line of 1 to 1024"
                        + " characters\"}]",
                ask(422, "POST", "/a/overrides", "{\"reason\": \"x\"}")
                        .path("errors")
                        .toString());
        assertEquals(
                "0 documents",
                ask(400, "POST", "/a/overrides", "").at("/errors/0/value").asText());
    }
}
