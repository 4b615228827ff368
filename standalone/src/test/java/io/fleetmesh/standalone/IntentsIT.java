package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What was declared to one controller is there for the next one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntentsIT {
    private static final String CONTROLLER = "profile-controller";
    private static final int BASE_PORT = 22_500;
    private static final String PATH = "/apis/fleetmesh.io/v1alpha1/";
    private static final String HEAD = "apiVersion: fleetmesh.io/v1alpha1\nkind: ";

    private final HttpClient http = HttpClient.newHttpClient();
    private Fleet fleet;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/intents"), BASE_PORT);
    }

    @AfterAll
    void stop() throws IOException {
        http.close();
        fleet.close();
    }

    private HttpResponse<String> ask(String server, String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(server + PATH + path))
                        .header("Content-Type", "application/yaml")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static long version(HttpResponse<String> answer) throws IOException {
        JsonNode document = new ObjectMapper().readTree(answer.body());
        return document.at("/metadata/resourceVersion").asLong();
    }

    @Test
    void whatOneControllerAcceptedTheNextOneHas() throws IOException, InterruptedException {
        String first = fleet.runFile().api();
        String second = "http://127.0.0.1:" + (BASE_PORT + 70);
        String profile =
                HEAD + "NetworkProfile\nmetadata: {name: shop}\nspec: {memberSelector: {matchLabels: {mesh: shop}},"
                        + " rolloutStrategy: calm}";
        assertThat(ask(first, "PUT", "networkprofiles/shop", profile).statusCode())
                .isEqualTo(422);
        String strategy = HEAD + "RolloutStrategy\nmetadata: {name: calm}\nspec: {waves: [{name: all, percent: 100}]}";
        assertThat(ask(first, "PUT", "rolloutstrategies/calm", strategy).statusCode())
                .isEqualTo(201);
        HttpResponse<String> accepted = ask(first, "PUT", "networkprofiles/shop", profile);
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(201);

        var _ = fleet.startSecond(CONTROLLER, BASE_PORT + 70);
        await().atMost(Fleet.PATIENCE)
                .ignoreExceptions()
                .until(() -> ask(second, "GET", "networkprofiles/shop", "").statusCode() == 503);
        fleet.killProcess(CONTROLLER);

        await().atMost(Fleet.PATIENCE)
                .until(() -> ask(second, "GET", "networkprofiles/shop", "").body(), accepted.body()::equals);
        HttpResponse<String> changed = ask(
                second, "PUT", "networkprofiles/shop", profile.replace("{name: shop}", "{name: shop, labels: {a: b}}"));
        assertThat(version(changed)).isGreaterThan(version(accepted));
        assertThat(ask(second, "PUT", "networkprofiles/shop", accepted.body()).statusCode())
                .isEqualTo(409);
        try (Log log = fleet.log()) {
            assertThat(log.state("fleetmesh.intents"))
                    .containsKeys("claim", "RolloutStrategy/calm", "NetworkProfile/shop");
        }
    }
}
