package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.exports.ExportRequest;
import io.fleetmesh.controller.domain.exports.ExportRequest.Decision;
import io.fleetmesh.controller.domain.exports.Exports;
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

/** Of shop/cart it can be said who exports it, of others not. */
class ExportApiTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final InMemoryIntents intents = new InMemoryIntents();
    private final List<String> asked = new ArrayList<>();
    private int port;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        Supplier<Optional<Intents>> kept = () -> Optional.of(intents);
        Exports exports = (request, reason, caller) -> {
            asked.add((request.approves() ? "approve " : "revoke ")
                    + request.name().key() + " " + request.member() + " " + reason + " " + caller.name());
            return CompletableFuture.completedFuture(new Exports.Outcome.Decided(decision(request)));
        };
        new IntentApi(kept, Optional::empty, new Access(new ByHeader(), kept), new Watches(kept)).mount(router);
        new ExportApi(() -> Optional.of(exports)).mount(router);
        port = Listening.to(router, vertx);
        role("red-op", "operator", "");
        role("red-shop", "operator", ", namespaces: [shop]");
        role("red-planner", "planner", "");
    }

    private static Decision decision(ExportRequest request) {
        return request.name().service().equals("shop/cart")
                ? new Decision.Done(new ExportApproval(
                        "red",
                        "shop",
                        "cart",
                        request.approves() ? List.of("east", request.member()) : List.of(),
                        request.approves() ? List.of() : List.of(request.member()),
                        Optional.empty()))
                : new Decision.Refused(
                        Reason.CONFLICT, new FieldProblem("NetworkProfile/red", "export", "this", "another one"));
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void role(String user, String role, String more) {
        String document = """
                apiVersion: fleetmesh.io/v1alpha1
                kind: RoleBinding
                metadata: {name: %s}
                spec: {subjects: {users: [%s]}, role: %s, profiles: [red]%s}
                """.formatted(user, user, role, more);
        Checked checked =
                Manifests.check(((Documents.Read) DocumentReader.read(document.getBytes(StandardCharsets.UTF_8)))
                        .documents()
                        .getFirst());
        var _ = intents.change(new IntentChange.Put(((Checked.Good) checked).intent()), Caller.ANONYMOUS, false);
    }

    private HttpResponse<String> ask(String as, String method, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + port + "/apis/fleetmesh.io/v1alpha1/networkprofiles/" + path))
                        .header(ByHeader.NAME, as)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anOperatorSaysWhoExportsAService() throws IOException, InterruptedException {
        HttpResponse<String> approved = ask("red-op", "PUT", "red/exports/shop/cart/west?reason=it%20moves");
        assertEquals(200, approved.statusCode(), approved.body());
        assertEquals(
                "{\"apiVersion\":\"fleetmesh.io/v1alpha1\",\"kind\":\"ExportApproval\",\"metadata\":{\"name\":"
                        + "\"red/shop/cart\"},\"profile\":\"red\",\"namespace\":\"shop\",\"name\":\"cart\","
                        + "\"members\":[\"east\",\"west\"],\"revoked\":[]}",
                approved.body());
        assertEquals(
                200,
                ask("red-shop", "DELETE", "red/exports/shop/cart/west?reason=x").statusCode());
        HttpResponse<String> refused = ask("red-op", "PUT", "red/exports/shop/other/west?reason=x");
        assertEquals(409, refused.statusCode());
        assertTrue(refused.body().contains("another one"), refused.body());
        assertEquals(
                List.of(
                        "approve red/shop/cart west it moves red-op",
                        "revoke red/shop/cart west x red-shop",
                        "approve red/shop/other west x red-op"),
                asked);
    }

    @Test
    void whoIsNoOperatorThereOrSaysNoReasonChangesNothing() throws IOException, InterruptedException {
        assertEquals(
                403,
                ask("red-planner", "PUT", "red/exports/shop/cart/west?reason=x").statusCode());
        assertEquals(
                403,
                ask("red-op", "PUT", "blue/exports/shop/cart/west?reason=x").statusCode());
        assertEquals(
                403,
                ask("red-shop", "DELETE", "red/exports/bank/cart/west?reason=x").statusCode());
        assertEquals(400, ask("red-op", "PUT", "red/exports/shop/cart/west").statusCode());
        assertEquals(List.of(), asked);
    }
}
