package io.fleetmesh.controller.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.MemberStatus.State;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RoleBindingSpec;
import io.fleetmesh.contract.resource.RoleBindingSpec.Role;
import io.fleetmesh.contract.resource.RoleBindingSpec.Subjects;
import io.fleetmesh.contract.resource.Spec;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.SampleMembers;
import io.fleetmesh.controller.domain.SampleProfiles;
import io.fleetmesh.controller.domain.access.AppliedPlaces;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.fleet.Statuses;
import io.fleetmesh.controller.domain.fleet.Statuses.Standing;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members {@code red-1} and {@code blue-1} are declared; {@code gone} is no more, nor are {@code going}, which drains from red, and {@code going-too}, which does from blue; {@code new} has not been looked at. */
class MemberStatusApiTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final InMemoryIntents kept = new InMemoryIntents();
    private final Kept<Standing> standings = new Kept<>();
    private int port;

    @BeforeEach
    void start() {
        Supplier<Optional<Intents>> intents = () -> Optional.of(kept);
        Statuses statuses = () -> standings;
        AppliedPlaces applied = AppliedPlaces.of(List.of(draining("red", "going"), draining("blue", "going-too")));
        Access access = new Access(new ByHeader(), intents, () -> applied, ApiLoad.usual());
        Watches watches = new Watches(intents, () -> applied, ApiLoad.usual());
        Router router = Router.router(vertx);
        new IntentApi(intents, Optional::empty, access, watches).mount(router);
        new MemberStatusApi(() -> Optional.of(statuses), access, watches).mount(router);
        port = Listening.to(router, vertx);
        declare("red", Map.of(), SampleProfiles.labelled("tenant", "red"));
        member("red-1", "red");
        member("blue-1", "blue");
        member("new", "red");
        declare("viewer", Map.of(), binding());
        NavigableMap<String, Standing> known = new TreeMap<>();
        known.put("red-1", standing("red-1", State.CONNECTED));
        known.put("blue-1", standing("blue-1", State.CONNECTED));
        known.put("gone", standing("gone", State.LEFT));
        known.put("going", standing("going", State.DRAINING));
        known.put("going-too", standing("going-too", State.DRAINING));
        standings.set(Optional.of(History.begin(known, 1)));
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void declare(String name, Map<String, String> labels, Spec spec) {
        var _ = kept.change(
                new IntentChange.Put(Intent.of(ObjectMeta.named(name, labels), spec)), Caller.ANONYMOUS, false);
    }

    private void member(String name, String tenant) {
        declare(name, Map.of("tenant", tenant), SampleMembers.at("https://10.0.0.1"));
    }

    private static AppliedProfile draining(String profile, String member) {
        return new AppliedProfile(
                profile,
                "p",
                SampleProfiles.labelled("tenant", profile),
                Map.of(),
                List.of(new Member(member, profile, member, 1).leaving()));
    }

    private static Spec binding() {
        return new RoleBindingSpec(
                new Subjects(List.of("rita"), List.of()), Role.VIEWER, List.of("red"), List.of(), List.of());
    }

    private static Standing standing(String name, State state) {
        return new Standing(
                new MemberStatus(name, state, Instant.EPOCH, "r", "n"), Optional.empty(), Optional.empty(), Map.of());
    }

    private JsonNode ask(int status, String as, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request(as, path), HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    private HttpRequest request(String as, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/apis/fleetmesh.io/v1alpha1/" + path))
                .header(ByHeader.NAME, as)
                .build();
    }

    private static List<String> names(JsonNode list) {
        return list.path("items").findValues("metadata").stream()
                .map(meta -> meta.path("name").asText())
                .toList();
    }

    @Test
    void allAreListedPageByPageOrJustThoseThatAreDeclaredNoMore() throws IOException, InterruptedException {
        JsonNode first = ask(200, "anonymous", "memberstatuses?limit=3");
        assertEquals(List.of("blue-1", "going", "going-too"), names(first));
        assertEquals("draining", first.at("/items/1/state").asText());
        JsonNode second = ask(
                200,
                "anonymous",
                "memberstatuses?limit=3&continue="
                        + first.at("/metadata/continue").asText());
        assertEquals(List.of("gone", "red-1"), names(second));
        assertEquals("{\"resourceVersion\":\"1\"}", second.path("metadata").toString());

        assertEquals(
                List.of("going", "going-too", "gone"), names(ask(200, "anonymous", "memberstatuses?declared=false")));
        assertEquals(List.of("blue-1", "red-1"), names(ask(200, "anonymous", "memberstatuses?declared=true")));
        assertEquals(
                "declared",
                ask(400, "anonymous", "memberstatuses?declared=no")
                        .at("/errors/0/field")
                        .asText());
    }

    @Test
    void aCallerSeesWhatItsRolesShow() throws IOException, InterruptedException {
        assertEquals(List.of("going", "red-1"), names(ask(200, "rita", "memberstatuses")));
        assertEquals(List.of("going"), names(ask(200, "rita", "memberstatuses?declared=false")));
        assertEquals(
                "draining",
                ask(200, "rita", "members/going/status").path("state").asText());
        var _ = ask(404, "rita", "members/going-too/status");
        assertEquals(
                "connected",
                ask(200, "rita", "members/red-1/status").path("state").asText());
        var _ = ask(404, "rita", "members/blue-1/status");
        var _ = ask(404, "rita", "members/gone/status");
        assertEquals(
                "left",
                ask(200, "anonymous", "members/gone/status").path("state").asText());
    }

    @Test
    void whoWatchesHearsOfEachChangeOfWhatItsRolesShow() throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = client.send(
                request("rita", "memberstatuses?watch=true&resourceVersion=1"),
                HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, answer.statusCode());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            standings.set(standings
                    .history()
                    .map(before -> before.after(Map.of(
                            "blue-1", Optional.of(standing("blue-1", State.DEGRADED)),
                            "red-1", Optional.of(standing("red-1", State.CONNECTED))))));
            standings.set(standings
                    .history()
                    .map(before -> before.after(Map.of("red-1", Optional.of(standing("red-1", State.DEGRADED))))));

            JsonNode event = new ObjectMapper().readTree(lines.readLine());
            while (event.path("type").asText().equals("BOOKMARK")) {
                event = new ObjectMapper().readTree(lines.readLine());
            }
            assertEquals("MODIFIED", event.path("type").asText());
            assertEquals("red-1", event.at("/object/metadata/name").asText());
            assertEquals("degraded", event.at("/object/state").asText());
            assertEquals("3", event.at("/object/metadata/resourceVersion").asText());
        }
    }

    @Test
    void whatHasJustBeenDeclaredIsBeingWorkedOut() throws IOException, InterruptedException {
        JsonNode status = ask(200, "rita", "members/new/status");
        assertEquals("discovered", status.path("state").asText());
        assertEquals(
                "it has not been looked at yet: where it stands is being worked out",
                status.path("reason").asText());
        var _ = ask(404, "anonymous", "members/nobody/status");
    }

    @Test
    void whereNobodyKnowsItIsSaid() throws IOException, InterruptedException {
        standings.set(Optional.empty());

        var _ = ask(503, "anonymous", "memberstatuses");
        var _ = ask(503, "anonymous", "members/red-1/status");
    }
}
