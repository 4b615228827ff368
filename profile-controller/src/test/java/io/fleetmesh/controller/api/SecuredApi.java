package io.fleetmesh.controller.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.authority.ca.AuthoritySettings;
import io.fleetmesh.authority.ca.IssueResult;
import io.fleetmesh.authority.ca.IssuedFiles;
import io.fleetmesh.authority.ca.MeshAuthority;
import io.fleetmesh.authority.domain.Subject;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.access.AppliedPlaces;
import io.fleetmesh.controller.domain.plan.check.Newcomers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
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
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The API behind real TLS, with certificates that the mesh CA issued, and what asks it. */
abstract class SecuredApi {
    static final String API = "/apis/fleetmesh.io/v1alpha1/";
    static final Duration MONTH = Duration.ofDays(30);

    @TempDir
    Path directory;

    final Vertx vertx = Vertx.vertx();
    final InMemoryIntents kept = new InMemoryIntents();
    ApiLimits limits = ApiLimits.USUAL;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Kept<GlobalService> services = new Kept<>();
    Newcomers newcomers = (_, _) -> CompletableFuture.completedFuture(new Newcomers.Answer.NoProfile());
    MeshAuthority authority;
    Optional<ApiListener> listener = Optional.empty();
    IssuedFiles server;

    /** What came back. */
    record Got(int status, JsonObject body, @Nullable String challenge, Optional<Certificate> server) {}

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

    MeshAuthority ca(String name) {
        return MeshAuthority.openOrCreate(
                directory.resolve(name),
                new AuthoritySettings("CA " + name, Duration.ofDays(90)),
                Clock.systemUTC(),
                new SecureRandom());
    }

    IssuedFiles issued(Subject subject, String target) {
        return issued(authority, subject, target, MONTH);
    }

    IssuedFiles issued(MeshAuthority by, Subject subject, String target, Duration validity) {
        return switch (by.issue(subject, validity, directory.resolve(target))) {
            case IssueResult.Issued done -> done.files();
            case IssueResult.Kept done -> done.files();
            case IssueResult.Refused refused -> throw new AssertionError(refused.reason());
        };
    }

    IssuedFiles operator(String name) {
        return issued(new Subject.Operator(name), "user-" + name);
    }

    ApiListener listen(Optional<Tokens> tokens) {
        Router router = Router.router(vertx);
        Authentication authentication = new Credentials(vertx, true, tokens, Set.of("root"));
        ApiLoad load = new ApiLoad(limits, meters);
        Access access = new Access(authentication, () -> Optional.of(kept), () -> AppliedPlaces.NONE, load);
        Watches watches = new Watches(() -> Optional.of(kept), () -> AppliedPlaces.NONE, load);
        new IntentApi(() -> Optional.of(kept), Optional::empty, access, watches).mount(router);
        new GlobalServiceApi(() -> Optional.of(services), access, watches).mount(router);
        new CheckApi(() -> Optional.of((profile, newcomer) -> newcomers.judge(profile, newcomer)), access)
                .mount(router);
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
                load,
                3600);
        listener = Optional.of(made);
        await().until(made::listens);
        return made;
    }

    Got ask(Optional<IssuedFiles> as, Optional<String> token, HttpMethod method, String path, String body) {
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
                    // On the connection's own thread, or the body can have passed before anybody asks for it.
                    return request.send(Buffer.buffer(body)).compose(SecuredApi::got);
                })
                .onComplete(_ -> client.close())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static Future<Got> got(HttpClientResponse answer) {
        return answer.body()
                .map(bytes -> new Got(
                        answer.statusCode(),
                        bytes.toJsonObject(),
                        answer.getHeader("WWW-Authenticate"),
                        certificate(answer.request().connection().sslSession())));
    }

    static Optional<Certificate> certificate(SSLSession session) {
        try {
            return Optional.of(session.getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            throw new AssertionError(e);
        }
    }

    Got get(IssuedFiles as, String path) {
        return ask(Optional.of(as), Optional.empty(), HttpMethod.GET, path, "");
    }

    int put(IssuedFiles as, String plural, String name, String document) {
        return ask(Optional.of(as), Optional.empty(), HttpMethod.PUT, plural + "/" + name, document)
                .status();
    }

    static String object(String kind, String name, String labels, String spec) {
        return "apiVersion: fleetmesh.io/v1alpha1\nkind: " + kind + "\nmetadata: {name: " + name + ", labels: " + labels
                + "}\nspec: " + spec;
    }

    int member(IssuedFiles as, String name, String tenant) {
        return put(
                as,
                "members",
                name,
                object("Member", name, "{tenant: " + tenant + "}", "{kubeconfig: {name: " + name + "}}"));
    }

    void tenants(IssuedFiles root) {
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

    int role(IssuedFiles as, String tenant, String role, String subjects) {
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

    List<String> names(Got list) {
        assertEquals(200, list.status(), list.body().encode());
        return list.body().getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getJsonObject("metadata").getString("name"))
                .toList();
    }

    Tokens tokens(Signer signer) throws IOException {
        Path file = directory.resolve("keys.json");
        Files.writeString(file, signer.keySet());
        return new Tokens(Signer.SETTINGS, Set.of(), Keys.from(file));
    }
}
