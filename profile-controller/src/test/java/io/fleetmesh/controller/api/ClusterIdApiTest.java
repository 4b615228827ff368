package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.fleet.ClusterIdRelease;
import io.fleetmesh.controller.domain.fleet.Reservations;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cluster ID 5 can be forgotten, 6 is held, others are nobody's. */
class ClusterIdApiTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final InMemoryIntents intents = new InMemoryIntents();
    private final List<String> forgotten = new ArrayList<>();
    private int port;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        Supplier<Optional<Intents>> kept = () -> Optional.of(intents);
        Reservations reservations = (profile, id, reason, caller) -> {
            forgotten.add(profile + "/" + id + " " + reason + " " + caller.name());
            return CompletableFuture.completedFuture(new Reservations.Outcome.Decided(release(profile, id)));
        };
        new IntentApi(kept, Optional::empty, new Access(new ByHeader(), kept), new Watches(kept)).mount(router);
        new ClusterIdApi(() -> Optional.of(reservations)).mount(router);
        port = Listening.to(router, vertx);
        role("red-admin", "admin");
        role("red-op", "operator");
    }

    private static ClusterIdRelease release(String profile, int id) {
        FieldProblem problem = new FieldProblem("NetworkProfile/" + profile, "cluster ID", "" + id, "another one");
        return switch (id) {
            case 5 -> new ClusterIdRelease.Forgotten(new ClusterIdReservation(profile, id, "east", "e"));
            case 6 -> new ClusterIdRelease.Refused(Reason.CONFLICT, problem);
            default -> new ClusterIdRelease.Refused(Reason.NOT_FOUND, problem);
        };
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void role(String user, String role) {
        String document = """
                apiVersion: fleetmesh.io/v1alpha1
                kind: RoleBinding
                metadata: {name: %s}
                spec: {subjects: {users: [%s]}, role: %s, profiles: [red]}
                """.formatted(user, user, role);
        Checked checked =
                Manifests.check(((Documents.Read) DocumentReader.read(document.getBytes(StandardCharsets.UTF_8)))
                        .documents()
                        .getFirst());
        var _ = intents.change(new IntentChange.Put(((Checked.Good) checked).intent()), Caller.ANONYMOUS, false);
    }

    private HttpResponse<String> forget(String as, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + port + "/apis/fleetmesh.io/v1alpha1/networkprofiles/" + path))
                        .header(ByHeader.NAME, as)
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anAdminForgetsAnIdThatNobodyHas() throws IOException, InterruptedException {
        HttpResponse<String> done = forget("red-admin", "red/cluster-ids/5?reason=it%20is%20gone");
        assertEquals(200, done.statusCode(), done.body());
        assertEquals(
                "{\"apiVersion\":\"fleetmesh.io/v1alpha1\",\"kind\":\"ClusterIdReservation\",\"metadata\":{\"name\":\"red/5\"},"
                        + "\"profile\":\"red\",\"clusterId\":5,\"member\":\"east\",\"clusterName\":\"e\"}",
                done.body());
        assertEquals(409, forget("anonymous", "red/cluster-ids/6?reason=x").statusCode());
        assertEquals(404, forget("anonymous", "red/cluster-ids/7?reason=x").statusCode());
        assertEquals(List.of("red/5 it is gone red-admin", "red/6 x anonymous", "red/7 x anonymous"), forgotten);
    }

    @Test
    void whoIsNoAdminThereOrSaysNoReasonForgetsNothing() throws IOException, InterruptedException {
        assertEquals(403, forget("red-op", "red/cluster-ids/5?reason=x").statusCode());
        assertEquals(403, forget("red-admin", "blue/cluster-ids/5?reason=x").statusCode());
        assertEquals(400, forget("red-admin", "red/cluster-ids/5").statusCode());
        assertEquals(400, forget("red-admin", "red/cluster-ids/5?reason=%20").statusCode());
        assertEquals(404, forget("red-admin", "red/cluster-ids/x?reason=x").statusCode());
        assertEquals(List.of(), forgotten);
    }
}
