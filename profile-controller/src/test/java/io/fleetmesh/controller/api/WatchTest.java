package io.fleetmesh.controller.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.access.AppliedPlaces;
import io.fleetmesh.controller.domain.access.Caller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final String PATH = "/apis/fleetmesh.io/v1alpha1/";

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final InMemoryIntents kept = new InMemoryIntents();
    private final InMemoryPlans plans = new InMemoryPlans();
    private final Kept<GlobalService> services = new Kept<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private volatile AppliedPlaces applied = AppliedPlaces.NONE;
    private Watches watches = watches(Duration.ofHours(1), Duration.ofHours(1));
    private int port;

    private Watches watches(Duration bookmarkEvery, Duration longest) {
        return new Watches(() -> Optional.of(kept), () -> applied, load(), bookmarkEvery, longest);
    }

    @BeforeEach
    void start() {
        services.set(Optional.of(History.begin(Map.of(), 100)));
        serve();
    }

    /** Three watches of a caller. */
    private ApiLoad load() {
        return load(Duration.ofHours(1));
    }

    /** @param patience with one who takes nothing */
    private ApiLoad load(Duration patience) {
        return new ApiLoad(
                new ApiLimits(
                        ApiLimits.USUAL.connections(),
                        ApiLimits.USUAL.requests(),
                        new ApiLimits.OfWatches(500, 3, 4096, patience)),
                meters);
    }

    private void service(String namespace, String name, int backends) {
        GlobalService service = new GlobalService(
                namespace, name, List.of(new Exporter("east", false, List.of(), backends)), List.of());
        services.set(services.history().map(before -> before.after(Map.of(service.key(), Optional.of(service)))));
    }

    private void serve() {
        Router router = Router.router(vertx);
        Access access = new Access(new ByHeader(), () -> Optional.of(kept), () -> applied, ApiLoad.usual());
        new IntentApi(() -> Optional.of(kept), Optional::empty, access, watches).mount(router);
        new PlanApi(() -> Optional.of(plans), access, watches).mount(router);
        new GlobalServiceApi(() -> Optional.of(services), access, watches).mount(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        port = server.actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        client.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void put(String name, String tier) {
        var _ = kept.change(
                new IntentChange.Put(Intent.of(
                        ObjectMeta.named(name, Map.of("tier", tier)),
                        new MemberSpec(
                                Optional.empty(),
                                Optional.of("https://10.0.0.1"),
                                MemberSpec.Placement.HUB,
                                MemberSpec.Mode.JOIN,
                                Optional.empty(),
                                Optional.empty()))),
                Caller.ANONYMOUS,
                false);
    }

    private void delete(String name) {
        var _ = kept.change(new IntentChange.Delete(Kind.MEMBER, name, Optional.empty()), Caller.ANONYMOUS, false);
    }

    private void put(String document) {
        Intent intent = ((Checked.Good) Manifests.check(
                        ((Documents.Read) DocumentReader.read(document.getBytes(StandardCharsets.UTF_8)))
                                .documents()
                                .getFirst()))
                .intent();
        var _ = kept.change(new IntentChange.Put(intent), Caller.ANONYMOUS, false);
    }

    /** Members of each tier are a profile's of the same name; {@code prod-op} operates the one of that name. */
    private void tenants() {
        for (String tier : List.of("prod", "test")) {
            put("apiVersion: fleetmesh.io/v1alpha1\nkind: NetworkProfile\nmetadata: {name: " + tier
                    + "}\nspec: {memberSelector: {matchLabels: {tier: " + tier + "}}}");
        }
        role("operator");
    }

    private void role(String role) {
        put("""
                apiVersion: fleetmesh.io/v1alpha1
                kind: RoleBinding
                metadata: {name: of-prod}
                spec: {subjects: {users: [prod-op]}, role: %s, profiles: [prod]}
                """.formatted(role));
    }

    private HttpResponse<InputStream> ask(String query) throws IOException, InterruptedException {
        return ask(query, Caller.ANONYMOUS.name());
    }

    private HttpResponse<InputStream> ask(String query, String as) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH + query))
                        .header(ByHeader.NAME, as)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private BufferedReader watch(String query) throws IOException, InterruptedException {
        return watch(query, Caller.ANONYMOUS.name());
    }

    private BufferedReader watch(String query, String as) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = ask(query, as);
        open.add(answer.body());
        assertEquals(200, answer.statusCode());
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** Type, name and version of the next line. */
    private String next(BufferedReader lines) throws IOException {
        JsonNode event = json.readTree(lines.readLine());
        JsonNode object = event.path("object");
        return event.path("type").asText() + " " + object.at("/metadata/name").asText() + "@"
                + object.at("/metadata/resourceVersion").asText();
    }

    @Test
    void whoListedLearnsOfEachChangeSinceAndNoOther() throws IOException, InterruptedException {
        put("east", "prod");
        BufferedReader lines = watch("members?watch=true&resourceVersion=1");
        assertEquals("BOOKMARK @1", next(lines));

        put("west", "prod");
        put("east", "test");
        delete("west");

        assertEquals("ADDED west@2", next(lines));
        assertEquals("MODIFIED east@3", next(lines));
        assertEquals("DELETED west@4", next(lines));
        BufferedReader later = watch("members?watch=true&resourceVersion=3");
        assertEquals("DELETED west@4", next(later));
        assertEquals("BOOKMARK @4", next(later));
    }

    @Test
    void whoDidNotListBeginsWithAllThatIsSelected() throws IOException, InterruptedException {
        put("east", "prod");
        put("west", "test");
        BufferedReader lines = watch("members?watch=true&labelSelector=tier=prod");

        assertEquals("ADDED east@1", next(lines));
        assertEquals("BOOKMARK @2", next(lines));
        put("east", "test");
        assertEquals("DELETED east@3", next(lines));
    }

    @Test
    void aVersionThatIsNotRememberedIsGoneAndOtherParametersAreChecked() throws IOException, InterruptedException {
        for (int i = 0; i < 1002; i++) {
            put("east", "t" + i);
        }
        assertEquals(410, ask("members?watch=true&resourceVersion=1").statusCode());
        assertEquals(410, ask("members?watch=true&resourceVersion=5000").statusCode());
        assertEquals(
                410,
                ask("members?watch=true&resourceVersion=9999999999999999999").statusCode());
        assertEquals(400, ask("members?watch=true&resourceVersion=x").statusCode());
        assertEquals(400, ask("members?watch=true&labelSelector=%2C").statusCode());
        assertEquals(404, ask("pods?watch=true").statusCode());
        assertEquals(0, watches.active());
    }

    @Test
    void onlySoManyMayWatchAndWhoGoesMakesRoom() throws Exception {
        for (int i = 0; i < 3; i++) {
            var _ = watch("members?watch=true");
        }
        HttpResponse<InputStream> refused = ask("members?watch=true");
        assertEquals(429, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
        JsonNode problem = json.readTree(refused.body());
        assertEquals(
                "fleetmesh.api.watches.per-caller",
                problem.at("/errors/0/field").asText());
        assertEquals("caller anonymous", problem.at("/errors/0/object").asText());
        assertEquals("BOOKMARK @0", next(watch("members?watch=true", "another")));

        open.removeLast().close();
        await().until(() -> watches.active() == 3);
        open.removeFirst().close();

        await().until(() -> watches.active() == 2);
        var _ = watch("members?watch=true");
        assertEquals(3, kept.listeners());
    }

    @Test
    void whoIsNotToldAnythingIsToldThat() throws IOException, InterruptedException {
        watches = watches(Duration.ofMillis(5), Duration.ofHours(1));
        serve();
        BufferedReader lines = watch("members?watch=true");

        assertEquals("BOOKMARK @0", next(lines));
        assertEquals("BOOKMARK @0", next(lines));
        put("east", "prod");
        String line = next(lines);
        while (line.equals("BOOKMARK @0")) {
            line = next(lines);
        }
        assertEquals("ADDED east@1", line);
    }

    @Test
    void noWatchOutlivesItsCallersCredentialsForLong() throws IOException, InterruptedException {
        watches = watches(Duration.ofHours(1), Duration.ofMillis(50));
        serve();
        BufferedReader lines = watch("members?watch=true");
        assertEquals("BOOKMARK @0", next(lines));

        JsonNode last = json.readTree(lines.readLine());
        assertEquals("ERROR", last.path("type").asText());
        assertEquals(410, last.at("/object/status").asInt());
        assertEquals(null, lines.readLine());
        await().until(() -> watches.active() == 0);
    }

    @Test
    void whenAnotherProcessKeepsTheObjectsTheLastLineSaysSo() throws IOException, InterruptedException {
        BufferedReader lines = watch("members?watch=true");
        assertEquals("BOOKMARK @0", next(lines));

        kept.leave();

        JsonNode last = json.readTree(lines.readLine());
        assertEquals("ERROR", last.path("type").asText());
        assertEquals(503, last.at("/object/status").asInt());
        assertEquals(null, lines.readLine());
        await().until(() -> watches.active() == 0 && kept.listeners() == 0);
    }

    @Test
    void whoOperatesOneTenantLearnsNothingOfAnother() throws IOException, InterruptedException {
        tenants();
        put("test-1", "test");
        put("prod-1", "prod");
        BufferedReader lines = watch("members?watch=true", "prod-op");
        assertEquals("ADDED prod-1@5", next(lines));
        assertEquals("BOOKMARK @5", next(lines));

        put("test-2", "test");
        put("test-1", "other");
        delete("test-2");
        put("prod-2", "prod");

        assertEquals("ADDED prod-2@9", next(lines));
    }

    /** It is not shown as the other tenant has it now. */
    @Test
    void whatGoesToAnotherTenantIsGone() throws IOException, InterruptedException {
        tenants();
        put("east", "prod");
        BufferedReader lines = watch("members?watch=true&resourceVersion=4", "prod-op");
        assertEquals("BOOKMARK @4", next(lines));

        put("east", "test");

        JsonNode gone = json.readTree(lines.readLine());
        assertEquals("DELETED", gone.path("type").asText());
        assertEquals("prod", gone.at("/object/metadata/labels/tier").asText());
        assertEquals("5", gone.at("/object/metadata/resourceVersion").asText());
    }

    @Test
    void whenRolesChangeWhoWatchesListsAgain() throws IOException, InterruptedException {
        tenants();
        put("east", "prod");
        BufferedReader lines = watch("members?watch=true&resourceVersion=4", "prod-op");
        BufferedReader admins = watch("members?watch=true&resourceVersion=4");
        assertEquals("BOOKMARK @4", next(lines));
        assertEquals("BOOKMARK @4", next(admins));

        role("viewer");
        put("west", "prod");

        JsonNode last = json.readTree(lines.readLine());
        assertEquals("ERROR", last.path("type").asText());
        assertEquals(410, last.at("/object/status").asInt());
        assertEquals(null, lines.readLine());
        assertEquals("ADDED west@6", next(admins));
    }

    @Test
    void whoHasNoRoleIsToldNothing() throws IOException, InterruptedException {
        tenants();
        BufferedReader lines = watch("members?watch=true", "nobody");
        assertEquals("BOOKMARK @3", next(lines));

        put("east", "prod");
        watches = watches(Duration.ofMillis(5), Duration.ofHours(1));
        serve();

        assertEquals("BOOKMARK @4", next(watch("members?watch=true", "nobody")));
    }

    @Test
    void plansAreWatchedByThoseWhoMaySeeThem() throws IOException, InterruptedException {
        tenants();
        plans.put("test-1", "test");
        BufferedReader lines = watch("plans?watch=true&resourceVersion=0", "prod-op");
        BufferedReader admins = watch("plans?watch=true&profile=test");
        assertEquals("ADDED test-1@", next(admins));
        assertEquals("BOOKMARK @1", next(lines));
        assertEquals("BOOKMARK @1", next(admins));

        plans.put("test-2", "test");
        plans.put("prod-1", "prod");
        plans.remove("test-1");
        plans.remove("prod-1");

        assertEquals("ADDED prod-1@3", next(lines));
        assertEquals("DELETED prod-1@5", next(lines));
        assertEquals("ADDED test-2@2", next(admins));
        assertEquals("DELETED test-1@4", next(admins));
        role("viewer");
        JsonNode last = json.readTree(lines.readLine());
        assertEquals(410, last.at("/object/status").asInt());
        plans.put("test-3", "test");
        assertEquals("ADDED test-3@6", next(admins));
        assertEquals(410, ask("plans?watch=true&resourceVersion=9", "prod-op").statusCode());
        assertEquals(400, ask("plans?watch=true&resourceVersion=x", "prod-op").statusCode());
        plans.leave();
        assertEquals(503, json.readTree(admins.readLine()).at("/object/status").asInt());
    }

    @Test
    void servicesAreWatchedByThoseWhoMaySeeThem() throws IOException, InterruptedException {
        put("""
                apiVersion: fleetmesh.io/v1alpha1
                kind: RoleBinding
                metadata: {name: of-shop}
                spec: {subjects: {users: [shop-op]}, role: viewer, namespaces: [shop]}
                """);
        service("shop", "cart", 1);
        BufferedReader lines = watch("globalservices?watch=true&resourceVersion=101", "shop-op");
        BufferedReader admins = watch("globalservices?watch=true&resourceVersion=100");
        assertEquals("BOOKMARK @101", next(lines));
        assertEquals("ADDED cart@101", next(admins));

        service("web", "front", 1);
        service("shop", "cart", 2);

        assertEquals("MODIFIED cart@103", next(lines));
        assertEquals("BOOKMARK @101", next(admins));
        assertEquals("ADDED front@102", next(admins));
        assertEquals("MODIFIED cart@103", next(admins));
        put("east", "prod");
        JsonNode last = json.readTree(lines.readLine());
        assertEquals(410, last.at("/object/status").asInt());
        assertEquals(410, ask("globalservices?watch=true&resourceVersion=99").statusCode());
        assertEquals(400, ask("globalservices?watch=maybe").statusCode());
    }

    /** Exporter {@code east} is declared no more, and drains from profile red until it has left. */
    @Test
    void servicesOfAMemberThatDrainsAreWatchedByThePeopleOfItsProfileUntilItHasLeft()
            throws IOException, InterruptedException {
        put("""
                apiVersion: fleetmesh.io/v1alpha1
                kind: RoleBinding
                metadata: {name: of-red}
                spec: {subjects: {users: [red-op]}, role: viewer, profiles: [red]}
                """);
        put("""
                apiVersion: fleetmesh.io/v1alpha1
                kind: RoleBinding
                metadata: {name: of-blue}
                spec: {subjects: {users: [blue-op]}, role: viewer, profiles: [blue]}
                """);
        NetworkProfileSpec spec = new NetworkProfileSpec(
                new LabelSelector(Map.of("tenant", "red"), List.of()),
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(),
                Optional.empty(),
                60,
                Optional.empty());
        Member east = new Member("east", "red", "e", 1).leaving();
        applied = AppliedPlaces.of(List.of(new AppliedProfile("red", "p", spec, Map.of(), List.of(east))));
        service("shop", "cart", 1);
        assertEquals(200, ask("globalservices/shop/cart", "red-op").statusCode());
        assertEquals(404, ask("globalservices/shop/cart", "blue-op").statusCode());
        BufferedReader reds = watch("globalservices?watch=true&resourceVersion=100", "red-op");
        BufferedReader blues = watch("globalservices?watch=true&resourceVersion=100", "blue-op");
        assertEquals("ADDED cart@101", next(reds));
        assertEquals("BOOKMARK @101", next(reds));
        assertEquals("BOOKMARK @101", next(blues));

        applied = AppliedPlaces.NONE;
        service("shop", "cart", 2);

        assertEquals(410, json.readTree(reds.readLine()).at("/object/status").asInt());
        assertEquals(404, ask("globalservices/shop/cart", "red-op").statusCode());
    }

    /** A watch of members by somebody who reads nothing of it for now, and has room for little. */
    private Socket unread() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write(("GET " + PATH + "members?watch=true HTTP/1.1\r\nHost: 127.0.0.1\r\nas: anonymous\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** Who takes nothing is soon cut. */
    private void serveImpatiently() {
        watches = new Watches(
                () -> Optional.of(kept),
                () -> applied,
                load(Duration.ofMillis(250)),
                Duration.ofHours(1),
                Duration.ofHours(1));
        serve();
    }

    /** It reads nothing while more happens than is remembered and than the connection takes. */
    @Test
    void whoIsTooSlowIsCutAndToldWhy() throws IOException {
        try (Socket socket = unread()) {
            await().until(() -> watches.active() == 1);

            int written = 0;
            while (watches.active() == 1) {
                put("east", "t" + written);
                written++;
                assertTrue(written < 2_000_000, "it is never cut");
            }

            String all = readUntil(socket, "list again\"}}\n");
            assertTrue(all.contains("\"type\":\"ERROR\""), all.substring(Math.max(0, all.length() - 500)));
            assertTrue(all.contains("urn:fleetmesh:problem:expired"));
        }
    }

    /** What it reads nothing of is far less than is remembered, and more than the connection takes. */
    @Test
    void whoTakesNothingIsCutAndGoesOnWhereItHasRead() throws IOException, InterruptedException {
        serveImpatiently();
        try (Socket socket = unread()) {
            await().until(() -> watches.active() == 1);
            int changes = 900;
            for (int i = 0; i < changes; i++) {
                note(i);
            }
            await().until(() -> watches.active() == 0);

            String all = readUntil(socket, "that was read\"}]}}\n");
            String last = all.substring(all.lastIndexOf("{\"type\":\"ERROR\""));
            assertTrue(last.contains("\"status\":503") && last.contains("fleetmesh.api.watches.patience"), last);
            Matcher versions =
                    Pattern.compile("\"resourceVersion\":\"([0-9]+)\"").matcher(all);
            long seen = versions.results()
                    .mapToLong(found -> Long.parseLong(found.group(1)))
                    .max()
                    .orElseThrow();
            assertTrue(seen < changes, "it was told all");
            watches = new Watches(
                    () -> Optional.of(kept), () -> applied, load(), Duration.ofHours(1), Duration.ofHours(1));
            serve();
            BufferedReader lines = watch("members?watch=true&resourceVersion=" + seen);
            for (long version = seen + 1; version <= changes; version++) {
                assertEquals((version == 1 ? "ADDED" : "MODIFIED") + " east@" + version, next(lines));
            }
        }
    }

    /** Objects come by key: nobody could say where to go on. */
    @Test
    void whoTakesNothingOfAllThereIsListsAgain() throws IOException {
        serveImpatiently();
        for (int i = 0; i < 900; i++) {
            note("m" + i, i);
        }
        try (Socket socket = unread()) {
            await().until(() -> meters.counter("fleetmesh_api_watches_cut", "reason", "slow")
                            .count()
                    == 1);

            String all = readUntil(socket, "list again\"}]}}\n");
            assertTrue(all.contains("\"status\":410"), all.substring(all.length() - 500));
        }
    }

    /** A large change of the member {@code east}. */
    private void note(int number) {
        note("east", number);
    }

    private void note(String name, int number) {
        String note = "x".repeat(4000) + number;
        put("apiVersion: fleetmesh.io/v1alpha1\nkind: Member\nmetadata: {name: " + name + ", annotations: {a: " + note
                + ", b: " + note + ", c: " + note + ", d: " + note + ", e: " + note + ", f: " + note
                + "}}\nspec: {address: 'https://10.0.0.1'}");
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[65536];
        int count;
        do {
            count = socket.getInputStream().read(buffer);
            all.append(new String(buffer, 0, Math.max(0, count), StandardCharsets.ISO_8859_1));
        } while (count >= 0 && all.indexOf(end, Math.max(0, all.length() - 70_000)) < 0);
        return all.toString();
    }
}
