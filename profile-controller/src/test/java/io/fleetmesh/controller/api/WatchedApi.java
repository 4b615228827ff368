package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.SampleMembers;
import io.fleetmesh.controller.domain.access.AppliedPlaces;
import io.fleetmesh.controller.domain.access.Caller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The API of a controller that anybody watches under any name, and what has been declared, planned and exported there. */
abstract class WatchedApi {
    static final String PATH = "/apis/fleetmesh.io/v1alpha1/";
    static final Duration LONG = Duration.ofHours(1);

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final ObjectMapper json = new ObjectMapper();
    final InMemoryIntents kept = new InMemoryIntents();
    final InMemoryPlans plans = new InMemoryPlans();
    final Kept<GlobalService> services = new Kept<>();
    /** Watches that are open, the first first. */
    final List<AutoCloseable> open = new ArrayList<>();

    volatile AppliedPlaces applied = AppliedPlaces.NONE;
    Watches watches;
    int port;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    final void start() {
        services.set(Optional.of(History.begin(Map.of(), 100)));
        serve(watches(LONG, LONG, LONG));
    }

    @AfterEach
    final void stop() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        client.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /**
     * Three of a caller.
     *
     * @param patience with one who takes nothing
     * @param longest after which a watch ends
     */
    final Watches watches(Duration patience, Duration bookmarkEvery, Duration longest) {
        ApiLoad load = new ApiLoad(
                new ApiLimits(
                        ApiLimits.USUAL.connections(),
                        ApiLimits.USUAL.requests(),
                        new ApiLimits.OfWatches(500, 3, 4096, patience)),
                meters);
        return new Watches(() -> Optional.of(kept), () -> applied, load, bookmarkEvery, longest);
    }

    /** From now on these are asked, at another port. */
    final void serve(Watches asked) {
        watches = asked;
        Router router = Router.router(vertx);
        Access access = new Access(new ByHeader(), () -> Optional.of(kept), () -> applied, ApiLoad.usual());
        new IntentApi(() -> Optional.of(kept), Optional::empty, access, watches).mount(router);
        new PlanApi(() -> Optional.of(plans), access, watches).mount(router);
        new GlobalServiceApi(() -> Optional.of(services), access, watches).mount(router);
        port = Listening.to(router, vertx);
    }

    /** A member with this label. */
    final void put(String name, String tier) {
        var _ = kept.change(
                new IntentChange.Put(
                        Intent.of(ObjectMeta.named(name, Map.of("tier", tier)), SampleMembers.at("https://10.0.0.1"))),
                Caller.ANONYMOUS,
                false);
    }

    final void put(String document) {
        Intent intent = ((Checked.Good) Manifests.check(
                        ((Documents.Read) DocumentReader.read(document.getBytes(StandardCharsets.UTF_8)))
                                .documents()
                                .getFirst()))
                .intent();
        var _ = kept.change(new IntentChange.Put(intent), Caller.ANONYMOUS, false);
    }

    /** Members of each tier are a profile's of the same name; {@code prod-op} operates the one of that name. */
    final void tenants() {
        for (String tier : List.of("prod", "test")) {
            put("apiVersion: fleetmesh.io/v1alpha1\nkind: NetworkProfile\nmetadata: {name: " + tier
                    + "}\nspec: {memberSelector: {matchLabels: {tier: " + tier + "}}}");
        }
        role("operator");
    }

    final void role(String role) {
        put("""
                apiVersion: fleetmesh.io/v1alpha1
                kind: RoleBinding
                metadata: {name: of-prod}
                spec: {subjects: {users: [prod-op]}, role: %s, profiles: [prod]}
                """.formatted(role));
    }

    final HttpResponse<InputStream> ask(String query) throws IOException, InterruptedException {
        return ask(query, Caller.ANONYMOUS.name());
    }

    final HttpResponse<InputStream> ask(String query, String as) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH + query))
                        .header(ByHeader.NAME, as)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    final BufferedReader watch(String query) throws IOException, InterruptedException {
        return watch(query, Caller.ANONYMOUS.name());
    }

    final BufferedReader watch(String query, String as) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = ask(query, as);
        open.add(answer.body());
        assertEquals(200, answer.statusCode());
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** Type, name and version of the next line. */
    final String next(BufferedReader lines) throws IOException {
        JsonNode event = json.readTree(lines.readLine());
        JsonNode object = event.path("object");
        return event.path("type").asText() + " " + object.at("/metadata/name").asText() + "@"
                + object.at("/metadata/resourceVersion").asText();
    }

    /** The last line says why, and nothing comes after it. */
    final void assertEndsWith(int status, BufferedReader lines) throws IOException {
        JsonNode last = json.readTree(lines.readLine());
        assertEquals("ERROR", last.path("type").asText());
        assertEquals(status, last.at("/object/status").asInt());
        assertEquals(null, lines.readLine());
    }
}
