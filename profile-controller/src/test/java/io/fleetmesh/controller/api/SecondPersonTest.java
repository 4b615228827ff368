package io.fleetmesh.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.controller.messaging.RunningController;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile that asks for a second person: from requests of three operators to what a real broker keeps of them. */
class SecondPersonTest {
    private static final String ROOT = "anonymous";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private RunningController controller;
    private int port;

    private record Got(int status, JsonNode body) {
        String detail() {
            return body.toString();
        }
    }

    @BeforeEach
    void start() throws IOException, InterruptedException {
        controller = new RunningController(directory);
        controller.start();
        Access access = new Access(new ByHeader(), () -> Optional.of(controller.intents()));
        Watches watches = new Watches(() -> Optional.of(controller.intents()));
        Router router = Router.router(vertx);
        new IntentApi(() -> Optional.of(controller.intents()), Optional::empty, access, watches).mount(router);
        new PlanApi(() -> Optional.of(controller.plans()), access, watches).mount(router);
        port = Listening.to(router, vertx);
        put("networkprofiles", "NetworkProfile", "default", "{memberSelector: {}, approval: second-person}");
        put(
                "rolebindings",
                "RoleBinding",
                "operators",
                "{subjects: {users: [anna, bert, carl]}, role: operator, profiles: [default]}");
        put("rolebindings", "RoleBinding", "planners", "{subjects: {users: [paul]}, role: planner}");
    }

    @AfterEach
    void stop() throws Exception {
        client.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        controller.close();
    }

    private void put(String plural, String kind, String name, String spec) throws IOException, InterruptedException {
        Got got = send(
                ROOT,
                "PUT",
                plural + "/" + name,
                "{apiVersion: fleetmesh.io/v1alpha1, kind: " + kind + ", metadata: {name: " + name + "}, spec: " + spec
                        + "}");
        assertThat(got.status()).as(got.detail()).isEqualTo(201);
    }

    private Got send(String as, String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/apis/fleetmesh.io/v1alpha1/" + path))
                        .header(ByHeader.NAME, as)
                        .header("Content-Type", "application/yaml")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        return new Got(answer.statusCode(), json.readTree(answer.body()));
    }

    private Got post(String as, String path) throws IOException, InterruptedException {
        return send(as, "POST", path, "");
    }

    private String planned(String as) throws IOException, InterruptedException {
        Got made = post(as, "networkprofiles/default/plan");
        assertThat(made.status()).as(made.detail()).isEqualTo(201);
        assertThat(made.body().path("approvalsNeeded").asInt()).isEqualTo(1);
        return "plans/" + made.body().path("id").asText();
    }

    private static List<String> actors(JsonNode signatures) {
        return StreamSupport.stream(signatures.spliterator(), false)
                .map(one -> one.path("actor").asText())
                .toList();
    }

    @Test
    void nobodyAppliesAloneWhatTheyMade() throws IOException, InterruptedException {
        String plan = planned("anna");

        assertThat(post("anna", plan + "/apply"))
                .returns(409, Got::status)
                .extracting(Got::detail)
                .asString()
                .contains("AWAITING_APPROVAL");
        assertThat(post("anna", plan + "/approvals"))
                .returns(409, Got::status)
                .extracting(Got::detail)
                .asString()
                .contains("neither made nor overrode");
        assertThat(send("anna", "GET", plan, "").body().path("approvals")).isEmpty();

        assertThat(post("bert", plan + "/approvals").status()).isEqualTo(200);
        assertThat(post("anna", plan + "/apply").status()).isEqualTo(200);

        JsonNode kept = send("carl", "GET", plan, "").body();
        assertThat(actors(kept.path("approvals"))).containsExactly("bert");
        assertThat(kept.at("/applied/actor").asText()).isEqualTo("anna");
    }

    @Test
    void theOnlyOneWhoApprovedDoesNotApply() throws IOException, InterruptedException {
        String plan = planned("paul");
        assertThat(post("paul", plan + "/approvals").status()).isEqualTo(403);
        assertThat(post("bert", plan + "/approvals").status()).isEqualTo(200);
        assertThat(post("bert", plan + "/approvals").status()).isEqualTo(409);

        assertThat(post("bert", plan + "/apply"))
                .returns(409, Got::status)
                .extracting(Got::detail)
                .asString()
                .contains("neither made the plan nor apply it");

        assertThat(post("carl", plan + "/apply").status()).isEqualTo(200);
    }

    /** Otherwise whoever deletes the profile would need nobody. */
    @Test
    void whoTakesTheSecondPersonAwayIsAnAdminAlsoByDeletingTheProfile() throws IOException, InterruptedException {
        assertThat(send("anna", "DELETE", "networkprofiles/default", "").status())
                .isEqualTo(403);
        assertThat(send(ROOT, "DELETE", "networkprofiles/default", "").status()).isEqualTo(200);
    }
}
