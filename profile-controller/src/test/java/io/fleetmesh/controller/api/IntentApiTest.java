package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.MemberStatus.State;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.fleet.Statuses;
import io.fleetmesh.controller.domain.fleet.Statuses.Standing;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IntentApiTest {
    private static final String HEAD = "apiVersion: fleetmesh.io/v1alpha1\nkind: ";
    private static final String EAST = member("east", "{tier: prod}");

    private static final Standing STANDING = new Standing(
            new MemberStatus("east", State.CONNECTED, Instant.EPOCH, "r", "n"),
            Optional.of("e"),
            Optional.of(4),
            Map.of("cluster", Map.of("id", 4)));

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final InMemoryIntents kept = new InMemoryIntents();
    private Optional<Intents> intents = Optional.of(kept);
    private NavigableMap<String, Standing> standings = new TreeMap<>();
    private HttpServer server;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        Access access = new Access(new LocalOnly(), () -> intents);
        Statuses statuses = () -> {
            Kept<Standing> now = new Kept<>();
            now.set(Optional.of(History.begin(standings, 1)));
            return now;
        };
        new IntentApi(() -> intents, () -> Optional.of(statuses), access, new Watches(() -> intents)).mount(router);
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

    private static String member(String name, String labels) {
        return HEAD + "Member\nmetadata: {name: " + name + ", labels: " + labels
                + "}\nspec: {address: 'https://10.0.0.1:6443'}";
    }

    private HttpResponse<String> ask(String method, String path, String body) throws IOException, InterruptedException {
        return ask(method, path, "application/yaml", body);
    }

    private HttpResponse<String> ask(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + server.actualPort() + "/apis/fleetmesh.io/v1alpha1/" + path))
                        .header("Content-Type", type)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode problem(int status, String type, HttpResponse<String> answer) throws IOException {
        JsonNode body = json.readTree(answer.body());
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals("urn:fleetmesh:problem:" + type, body.path("type").asText());
        assertEquals(status, body.path("status").asInt());
        return body;
    }

    @Test
    void anObjectIsWrittenReadChangedAndDeleted() throws IOException, InterruptedException {
        HttpResponse<String> created = ask("PUT", "members/east", EAST);
        assertEquals(201, created.statusCode());
        assertEquals(
                "{\"apiVersion\":\"fleetmesh.io/v1alpha1\",\"kind\":\"Member\",\"metadata\":{\"name\":\"east\","
                        + "\"labels\":{\"tier\":\"prod\"},\"resourceVersion\":\"1\",\"generation\":1,"
                        + "\"creationTimestamp\":\"2026-01-31T12:00:00Z\"},"
                        + "\"spec\":{\"address\":\"https://10.0.0.1:6443\",\"placement\":\"hub\",\"mode\":\"join\"}}",
                created.body());
        ObjectNode read =
                (ObjectNode) json.readTree(ask("GET", "members/east", "").body());
        assertEquals("discovered", read.remove("status").path("state").asText());
        assertEquals(json.readTree(created.body()), read);
        assertEquals("anonymous", kept.actor());

        HttpResponse<String> same = ask("PUT", "members/east", "application/json; charset=utf-8", created.body());
        assertEquals(200, same.statusCode());
        assertEquals(created.body(), same.body());

        assertEquals(
                200, ask("PUT", "members/east", member("east", "{tier: test}")).statusCode());
        assertEquals(200, ask("DELETE", "members/east?resourceVersion=2", "").statusCode());
        problem(404, "not_found", ask("GET", "members/east", ""));
        problem(404, "not_found", ask("DELETE", "members/east", ""));
    }

    @Test
    void severalAreAppliedAtOnceAllOrNone() throws IOException, InterruptedException {
        String both = EAST + "\n---\n" + member("west", "{}");

        JsonNode dry = json.readTree(ask("POST", "apply?dryRun=true", both).body());
        assertEquals("created", dry.at("/items/1/result").asText(), dry.toString());
        problem(404, "not_found", ask("GET", "members/west", ""));

        assertEquals(200, ask("POST", "apply", both).statusCode());
        JsonNode again =
                json.readTree(ask("POST", "apply", both.replace("prod", "test")).body());
        assertEquals("changed", again.at("/items/0/result").asText());
        assertEquals("Member", again.at("/items/0/object/kind").asText());
        assertEquals("unchanged", again.at("/items/1/result").asText());

        String bad = member("north", "{}") + "\n---\n" + member("south", "{}").replace("https:", "ftp:");
        JsonNode refused = problem(422, "invalid", ask("POST", "apply", bad));
        assertEquals("Member/south", refused.at("/errors/0/object").asText());
        problem(404, "not_found", ask("GET", "members/north", ""));
    }

    @Test
    void whatIsAppliedHasItsBounds() throws IOException, InterruptedException {
        problem(422, "invalid", ask("POST", "apply", ""));
        JsonNode many = problem(422, "invalid", ask("POST", "apply", "a: 1\n---\n".repeat(1001)));
        assertEquals("1001", many.at("/errors/0/value").asText());
        JsonNode wrong = problem(422, "invalid", ask("POST", "apply", "a: 1\n---\n".repeat(999)));
        assertEquals(100, wrong.path("errors").size());
        problem(413, "too_large", ask("POST", "apply", "#".repeat((1 << 20) + 1)));
        problem(415, "unsupported", ask("POST", "apply", "text/plain", EAST));
    }

    /** What comes back can be sent again: where a member stands is not for its operator to say. */
    @Test
    void aMemberSaysWhereItStands() throws IOException, InterruptedException {
        var _ = ask("PUT", "members/east", EAST);
        var _ = ask("PUT", "members/west", member("west", "{}"));
        standings = new TreeMap<>(Map.of("east", STANDING, "hidden", STANDING));

        JsonNode list = json.readTree(ask("GET", "members", "").body());
        assertEquals(
                json.readTree(
                        "{\"state\":\"connected\",\"since\":\"1970-01-01T00:00:00Z\",\"reason\":\"r\",\"next\":\"n\","
                                + "\"clusterName\":\"e\",\"clusterId\":4,\"helmValues\":{\"cluster\":{\"id\":4}}}"),
                list.at("/items/0/status"));
        assertEquals(
                "it has not been looked at yet: where it stands is being worked out",
                list.at("/items/1/status/reason").asText());
        assertEquals(2, list.path("items").size());
        String one = ask("GET", "members/east", "").body();
        assertEquals(list.at("/items/0"), json.readTree(one));
        assertEquals(200, ask("PUT", "members/east", "application/json", one).statusCode());
        assertEquals(1, kept.history().orElseThrow().since(1).orElseThrow().size());
    }

    @Test
    void aDryRunAnswersTheSameAndChangesNothing() throws IOException, InterruptedException {
        assertEquals(201, ask("POST", "members?dryRun=true", EAST).statusCode());
        problem(404, "not_found", ask("GET", "members/east", ""));

        assertEquals(201, ask("POST", "members?dryRun=false", EAST).statusCode());
        assertEquals(200, ask("DELETE", "members/east?dryRun=true", "").statusCode());
        assertEquals(200, ask("GET", "members/east", "").statusCode());
    }

    @Test
    void conflictingWritesAreRefusedWithWhatIsThere() throws IOException, InterruptedException {
        String read = ask("POST", "members", EAST).body();
        problem(409, "conflict", ask("POST", "members", EAST));

        assertEquals(
                200,
                ask("PUT", "members/east", "application/json", read.replace("prod", "a"))
                        .statusCode());
        JsonNode conflict =
                problem(409, "conflict", ask("PUT", "members/east", "application/json", read.replace("prod", "b")));
        assertEquals(
                "[{\"object\":\"Member/east\",\"field\":\"metadata.resourceVersion\",\"value\":\"1\","
                        + "\"expected\":\"2, for it was changed meanwhile: read it again\"}]",
                conflict.path("errors").toString());
        problem(409, "conflict", ask("DELETE", "members/east?resourceVersion=1", ""));
    }

    @Test
    void allProblemsOfADocumentAreTold() throws IOException, InterruptedException {
        JsonNode problem = problem(
                422,
                "invalid",
                ask(
                        "PUT",
                        "members/East",
                        HEAD + "Member\nmetadata: {name: East}\nspec: {placement: edge, adress: x}"));

        assertEquals(3, problem.path("errors").size(), problem.toString());
        assertEquals("Member/East", problem.at("/errors/0/object").asText());
        assertTrue(problem.path("detail").asText().startsWith("Member/East: metadata.name: expected a DNS label"));
    }

    @Test
    void whatTheObjectsTogetherCannotBeIsRefused() throws IOException, InterruptedException {
        String profile = HEAD + "NetworkProfile\nmetadata: {name: blue}\nspec: {memberSelector: {}}";
        assertEquals(201, ask("POST", "members", EAST).statusCode());
        assertEquals(201, ask("POST", "networkprofiles", profile).statusCode());

        JsonNode problem = problem(422, "invalid", ask("POST", "networkprofiles", profile.replace("blue", "green")));
        assertTrue(
                problem.path("detail").asText().contains("NetworkProfile/blue and NetworkProfile/green"),
                problem.toString());
    }

    @Test
    void pathAndDocumentMustAgree() throws IOException, InterruptedException {
        assertEquals(
                "Member/east: metadata.name: expected west, as in the path, found east",
                problem(422, "invalid", ask("PUT", "members/west", EAST))
                        .path("detail")
                        .asText());
        assertEquals(
                "Member/east: kind: expected RolloutStrategy, as in the path, found Member",
                problem(422, "invalid", ask("PUT", "rolloutstrategies/east", EAST))
                        .path("detail")
                        .asText());
        assertEquals(
                "path: path: expected one of those that /apis/fleetmesh.io/v1alpha1/openapi.json lists, found"
                        + " /apis/fleetmesh.io/v1alpha1/pods",
                problem(404, "not_found", ask("GET", "pods", "")).path("detail").asText());
    }

    @Test
    void ofManyWhoWriteTheSameStateAtOnceOneIsRight() throws IOException, InterruptedException {
        String read = ask("POST", "members", EAST).body();
        var answers = IntStream.range(0, 16)
                .mapToObj(i -> client.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()
                                        + "/apis/fleetmesh.io/v1alpha1/members/east"))
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(read.replace("prod", "p" + i)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .toList();

        var statuses = answers.stream()
                .map(answer -> answer.join().statusCode())
                .sorted()
                .toList();
        assertEquals(200, statuses.getFirst());
        assertEquals(409, statuses.get(1));
        assertEquals(409, statuses.getLast());
    }

    @Test
    void aListIsOfWhatIsSelected() throws IOException, InterruptedException {
        for (String tier : new String[] {"a", "b", "c"}) {
            assertEquals(
                    201,
                    ask("POST", "members", member(tier, "{tier: " + tier + "}")).statusCode());
        }

        JsonNode list = json.readTree(ask("GET", "members?labelSelector=tier+in+%28a%2Cc%29&limit=1", "")
                .body());
        JsonNode rest = json.readTree(ask(
                        "GET",
                        "members?labelSelector=tier!%3Db&limit=1&continue="
                                + list.at("/metadata/continue").asText(),
                        "")
                .body());

        assertEquals("[\"a\"]", json.valueToTree(list.findValuesAsText("name")).toString());
        assertEquals("3", list.at("/metadata/resourceVersion").asText());
        assertEquals("[\"c\"]", json.valueToTree(rest.findValuesAsText("name")).toString());
        assertTrue(rest.at("/metadata/continue").isMissingNode());
    }

    @Test
    void aListComesInPages() throws IOException, InterruptedException {
        for (String name : new String[] {"a", "b", "c"}) {
            assertEquals(201, ask("POST", "members", member(name, "{}")).statusCode());
        }
        assertEquals(
                201,
                ask("POST", "rolloutstrategies", HEAD + "RolloutStrategy\nmetadata: {name: z}\nspec: {}")
                        .statusCode());

        JsonNode first = json.readTree(ask("GET", "members?limit=2", "").body());
        assertEquals("MemberList", first.path("kind").asText());
        assertEquals(
                "[\"a\",\"b\"]",
                json.valueToTree(first.findValuesAsText("name")).toString());
        String next = first.at("/metadata/continue").asText();
        JsonNode second =
                json.readTree(ask("GET", "members?limit=2&continue=" + next, "").body());
        assertEquals(
                "[\"c\"]", json.valueToTree(second.findValuesAsText("name")).toString());
        assertTrue(second.at("/metadata/continue").isMissingNode());
        assertEquals(
                3, json.readTree(ask("GET", "members", "").body()).path("items").size());
    }

    @Test
    void whoDoesNotKeepTheObjectsSaysSo() throws IOException, InterruptedException {
        kept.leave();
        problem(503, "unavailable", ask("GET", "members", ""));
        problem(503, "unavailable", ask("PUT", "members/east", EAST));

        intents = Optional.empty();
        problem(503, "unavailable", ask("GET", "members/east", ""));
    }

    /** As a page does whose own name has come to mean this machine. */
    @Test
    void whoCallsUsByAnotherNameIsRefused() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(
                    "GET /apis/fleetmesh.io/v1alpha1/members HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);

            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        }
    }
}
