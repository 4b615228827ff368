package io.fleetmesh.controller.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.authority.ca.AuthoritySettings;
import io.fleetmesh.authority.ca.IssueResult;
import io.fleetmesh.authority.ca.IssuedFiles;
import io.fleetmesh.authority.ca.MeshAuthority;
import io.fleetmesh.authority.domain.Subject;
import io.fleetmesh.controller.domain.access.Caller;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By real TLS, with certificates that the mesh CA issued. */
class AccessTest {
    private static final String API = "/apis/fleetmesh.io/v1alpha1/";
    private static final Duration MONTH = Duration.ofDays(30);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryIntents kept = new InMemoryIntents();
    private MeshAuthority authority;
    private Optional<ApiListener> listener = Optional.empty();
    private IssuedFiles server;

    /** What came back. */
    private record Got(
            int status, JsonObject body, @Nullable String challenge, Optional<Certificate> server) {}

    @BeforeEach
    void issue() {
        authority = ca("ca");
        server = issued(new Subject.ApiServer(List.of("localhost"), List.of("127.0.0.1")), "_api");
    }

    @AfterEach
    void stop() {
        listener.ifPresent(ApiListener::close);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private MeshAuthority ca(String name) {
        return MeshAuthority.openOrCreate(
                directory.resolve(name),
                new AuthoritySettings("CA " + name, Duration.ofDays(90)),
                Clock.systemUTC(),
                new SecureRandom());
    }

    private IssuedFiles issued(Subject subject, String target) {
        return issued(authority, subject, target, MONTH);
    }

    private IssuedFiles issued(MeshAuthority by, Subject subject, String target, Duration validity) {
        return switch (by.issue(subject, validity, directory.resolve(target))) {
            case IssueResult.Issued done -> done.files();
            case IssueResult.Kept done -> done.files();
            case IssueResult.Refused refused -> throw new AssertionError(refused.reason());
        };
    }

    private IssuedFiles operator(String name) {
        return issued(new Subject.Operator(name), "user-" + name);
    }

    private ApiListener listen(Optional<Tokens> tokens) {
        Router router = Router.router(vertx);
        Authentication authentication = new Credentials(vertx, true, tokens, Set.of("root"));
        Access access = new Access(authentication, () -> Optional.of(kept));
        new IntentApi(() -> Optional.of(kept), access).mount(router);
        router.delete(API + "everything").handler(request -> request.response().end("{}"));
        Path current = directory.resolve("_api/current");
        ApiListener made = new ApiListener(
                vertx,
                new ApiListener.Settings(
                        "127.0.0.1",
                        0,
                        current.resolve("tls.crt"),
                        current.resolve("tls.key"),
                        Optional.of(current.resolve("ca.crt")),
                        tokens.isEmpty()),
                router,
                3600);
        listener = Optional.of(made);
        await().until(made::listens);
        return made;
    }

    private Got ask(Optional<IssuedFiles> as, Optional<String> token, HttpMethod method, String path, String body) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(server.authority().toString()));
        as.ifPresent(files -> options.setKeyCertOptions(new PemKeyCertOptions()
                .setCertPath(files.certificate().toString())
                .setKeyPath(files.key().toString())));
        var client = vertx.createHttpClient(options);
        return client.request(method, listener.orElseThrow().port(), "localhost", API + path)
                .compose(request -> {
                    request.putHeader("Content-Type", "application/yaml");
                    token.ifPresent(value -> request.putHeader("Authorization", "Bearer " + value));
                    return request.send(Buffer.buffer(body));
                })
                .compose(answer -> answer.body()
                        .map(bytes -> new Got(
                                answer.statusCode(),
                                bytes.toJsonObject(),
                                answer.getHeader("WWW-Authenticate"),
                                certificate(answer.request().connection().sslSession()))))
                .onComplete(_ -> client.close())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static Optional<Certificate> certificate(SSLSession session) {
        try {
            return Optional.of(session.getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            throw new AssertionError(e);
        }
    }

    private Got get(IssuedFiles as, String path) {
        return ask(Optional.of(as), Optional.empty(), HttpMethod.GET, path, "");
    }

    private int put(IssuedFiles as, String plural, String name, String document) {
        return ask(Optional.of(as), Optional.empty(), HttpMethod.PUT, plural + "/" + name, document)
                .status();
    }

    private static String object(String kind, String name, String labels, String spec) {
        return "apiVersion: fleetmesh.io/v1alpha1\nkind: " + kind + "\nmetadata: {name: " + name + ", labels: " + labels
                + "}\nspec: " + spec;
    }

    private int member(IssuedFiles as, String name, String tenant) {
        return put(
                as,
                "members",
                name,
                object("Member", name, "{tenant: " + tenant + "}", "{address: 'https://10.0.0.1:6443'}"));
    }

    private void tenants(IssuedFiles root) {
        for (String tenant : List.of("red", "blue")) {
            assertEquals(
                    201,
                    put(
                            root,
                            "networkprofiles",
                            tenant,
                            object(
                                    "NetworkProfile",
                                    tenant,
                                    "{}",
                                    "{memberSelector: {matchLabels: {tenant: " + tenant + "}}}")));
            assertEquals(201, member(root, tenant + "-1", tenant));
            assertEquals(201, role(root, tenant, "operator", "users: [" + tenant + "-op]"));
        }
    }

    private int role(IssuedFiles as, String tenant, String role, String subjects) {
        String name = role + "-of-" + tenant;
        return put(
                as,
                "rolebindings",
                name,
                object(
                        "RoleBinding",
                        name,
                        "{}",
                        "{subjects: {" + subjects + "}, role: " + role + ", profiles: [" + tenant + "]}"));
    }

    private List<String> names(Got list) {
        assertEquals(200, list.status(), list.body().encode());
        return list.body().getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getJsonObject("metadata").getString("name"))
                .toList();
    }

    @Test
    void anOperatorIsKnownByTheCertificateOfTheMeshCa() {
        listen(Optional.empty());

        assertEquals(201, member(operator("root"), "east", "red"));

        assertEquals(Optional.of(new Caller("root", Set.of(), Caller.By.CERTIFICATE, true)), kept.caller());
    }

    @Test
    void certificatesOfAgentsAndStoresAreNobody() {
        listen(Optional.empty());

        Got agent = get(issued(new Subject.ConsumerClient("east"), "east"), "members");
        Got store =
                get(issued(new Subject.StoreServer("mesh-store", List.of("localhost"), List.of()), "store"), "members");

        assertEquals(401, agent.status());
        assertTrue(
                agent.body().getString("detail").contains("no operator's"),
                agent.body().encode());
        assertTrue(String.valueOf(agent.challenge()).startsWith("ClientCertificate"));
        assertEquals(401, store.status());
    }

    @Test
    void withoutACertificateOfThisCaNobodyComesIn() {
        listen(Optional.empty());
        IssuedFiles foreign = issued(ca("other"), new Subject.Operator("root"), "foreign", MONTH);

        assertThrows(CompletionException.class, () -> get(foreign, "members"));
        assertThrows(
                CompletionException.class,
                () -> ask(Optional.empty(), Optional.empty(), HttpMethod.GET, "members", ""));
    }

    @Test
    void aServersCertificateIsNoClientsWhateverItIsCalled() {
        listen(Optional.empty());

        assertThrows(CompletionException.class, () -> get(server, "members"));
    }

    @Test
    void twoTenantsCannotListEachOther() {
        listen(Optional.empty());
        tenants(operator("root"));
        IssuedFiles red = operator("red-op");

        assertEquals(List.of("red-1"), names(get(red, "members")));
        assertEquals(List.of("red"), names(get(red, "networkprofiles")));
        assertEquals(List.of(), names(get(red, "rolebindings")));
        assertEquals(200, get(red, "members/red-1").status());
        assertEquals(404, get(red, "members/blue-1").status());
        assertEquals(
                get(red, "members/blue-1").body().getString("detail").replace("blue-1", "x"),
                get(red, "members/none").body().getString("detail").replace("none", "x"));
        assertEquals(403, member(red, "blue-1", "red"));
        assertEquals(403, member(red, "red-1", "blue"));
        assertEquals(
                200,
                put(
                        red,
                        "members",
                        "red-1",
                        object("Member", "red-1", "{tenant: red, a: b}", "{address: 'https://10.0.0.1:6443'}")));
        assertEquals(
                404,
                ask(Optional.of(red), Optional.empty(), HttpMethod.DELETE, "members/blue-1", "")
                        .status());
    }

    @Test
    void whoHasNoRoleSeesNothingAndChangesNothing() {
        listen(Optional.empty());
        tenants(operator("root"));
        IssuedFiles nobody = operator("nobody");

        assertEquals(List.of(), names(get(nobody, "members")));
        assertEquals(403, member(nobody, "x", "red"));
        assertEquals(403, role(nobody, "red", "admin", "users: [nobody]"));
    }

    @Test
    void whatNoRuleKnowsIsForAdminsOnly() {
        listen(Optional.empty());
        tenants(operator("root"));

        assertEquals(
                403,
                ask(Optional.of(operator("red-op")), Optional.empty(), HttpMethod.DELETE, "everything", "")
                        .status());
        assertEquals(403, get(operator("red-op"), "globalservices").status());
        assertEquals(
                200,
                ask(Optional.of(operator("root")), Optional.empty(), HttpMethod.DELETE, "everything", "")
                        .status());
    }

    @Test
    void aTokenOfTheIssuerNamesTheCallerAndItsGroups() throws IOException {
        Signer signer = new Signer("one");
        listen(Optional.of(tokens(signer)));
        tenants(operator("root"));
        assertEquals(201, role(operator("root"), "red", "viewer", "groups: [readers]"));

        Got list = ask(Optional.empty(), Optional.of(signer.token("carol", "readers")), HttpMethod.GET, "members", "");

        assertEquals(List.of("red-1"), names(list));
        assertEquals(
                403,
                ask(
                                Optional.empty(),
                                Optional.of(signer.token("carol", "readers")),
                                HttpMethod.PUT,
                                "members/red-1",
                                object("Member", "red-1", "{tenant: red, c: d}", "{address: 'https://10.0.0.1:6443'}"))
                        .status());
        assertEquals(Caller.By.TOKEN, kept.caller().orElseThrow().by());
    }

    @Test
    void whoShowsNeitherCertificateNorTokenIsAskedForOne() throws IOException {
        listen(Optional.of(tokens(new Signer("one"))));

        Got answer = ask(Optional.empty(), Optional.empty(), HttpMethod.GET, "members", "");

        assertEquals(401, answer.status());
        assertEquals("urn:fleetmesh:problem:unauthenticated", answer.body().getString("type"));
        assertTrue(String.valueOf(answer.challenge()).startsWith("Bearer"));
    }

    @Test
    void aBadTokenIsRefusedAlsoBesideAGoodCertificate() throws IOException {
        Signer signer = new Signer("one");
        listen(Optional.of(tokens(signer)));

        for (String token : List.of(new Signer("one").token("root"), signer.token("bob"))) {
            Got answer = ask(Optional.of(operator("root")), Optional.of(token), HttpMethod.GET, "members", "");
            assertEquals(401, answer.status());
        }
        assertEquals(
                200,
                ask(Optional.of(operator("root")), Optional.of(signer.token("root")), HttpMethod.GET, "members", "")
                        .status());
    }

    private Tokens tokens(Signer signer) throws IOException {
        Path file = directory.resolve("keys.json");
        Files.writeString(file, signer.keySet());
        return new Tokens(Signer.SETTINGS, Set.of(), Keys.from(file));
    }

    @Test
    void aNewCertificateHoldsForNewConnections() {
        ApiListener made = listen(Optional.empty());
        IssuedFiles root = operator("root");
        Got before = get(root, "members");

        issued(
                authority,
                new Subject.ApiServer(List.of("localhost"), List.of("127.0.0.1")),
                "_api",
                Duration.ofDays(2));
        made.look().toCompletionStage().toCompletableFuture().join();

        assertNotEquals(before.server(), get(root, "members").server());
    }

    private Got plain(Authentication authentication, HttpMethod method, String origin) {
        Router router = Router.router(vertx);
        new IntentApi(() -> Optional.of(kept), new Access(authentication, () -> Optional.of(kept))).mount(router);
        HttpServer plain = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return vertx.createHttpClient()
                .request(method, plain.actualPort(), "localhost", API + "members")
                .compose(request -> {
                    if (!origin.isEmpty()) {
                        request.putHeader("Origin", origin);
                    }
                    return request.send();
                })
                .compose(response -> response.body()
                        .map(body -> new Got(
                                response.statusCode(),
                                body.toJsonObject(),
                                response.getHeader("WWW-Authenticate"),
                                Optional.empty())))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Test
    void thePortWithoutTlsSendsCallersAway() {
        Got answer = plain(new Elsewhere(8443), HttpMethod.GET, "");

        assertEquals(403, answer.status());
        assertTrue(answer.body().getString("detail").contains("8443"));
        assertNull(answer.challenge());
    }

    @Test
    void aPageInABrowserChangesNothing() {
        assertEquals(415, plain(new LocalOnly(), HttpMethod.POST, "").status());
        assertEquals(
                403,
                plain(new LocalOnly(), HttpMethod.POST, "https://example.org").status());
    }

    @Test
    void keysComeFromAnAddressByTls() throws Exception {
        Signer signer = new Signer("one");
        HttpServer issuer = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(server.certificate().toString())
                                .setKeyPath(server.key().toString())))
                .requestHandler(request -> request.response().end(signer.keySet()))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        String url = "https://localhost:" + issuer.actualPort() + "/keys";

        Tokens trusting = new Tokens(Signer.SETTINGS, Set.of(), Keys.from(url, Optional.of(authority.certificate())));
        Tokens others = new Tokens(
                Signer.SETTINGS,
                Set.of(),
                Keys.from(url, Optional.of(ca("other").certificate())));

        assertTrue(trusting.caller(signer.token("carol")) instanceof Authentication.Result.Known);
        assertTrue(others.caller(signer.token("carol")) instanceof Authentication.Result.Unknown);
        assertThrows(IllegalArgumentException.class, () -> Keys.from("http://localhost/keys", Optional.empty()));
    }
}
