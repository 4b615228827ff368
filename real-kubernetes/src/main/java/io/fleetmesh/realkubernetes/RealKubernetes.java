package io.fleetmesh.realkubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A kube-apiserver and its etcd, on free ports of loopback: TLS, RBAC, tokens of service accounts; no controller runs beside
 * them. Their programs are named by {@code -Dfleetmesh.kube-apiserver=PATH} and {@code -Dfleetmesh.etcd=PATH}. For one thread.
 */
public final class RealKubernetes implements AutoCloseable {
    private static final String SERVER = "fleetmesh.kube-apiserver";
    private static final String STORE = "fleetmesh.etcd";

    /** Logs each request when its answer ends, and a watch when its answer begins, too. */
    private static final String AUDIT = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
              - {level: Metadata, userGroups: ["system:serviceaccounts"]}
              - {level: None}
            """;

    private final String program;
    private final Path directory;
    private final Pki pki;
    private final Etcd etcd;
    private final int port;
    private final KubernetesClient admin;
    private Child server;

    private RealKubernetes(String program, Path directory, Pki pki, Etcd etcd, int port) throws IOException {
        this.program = program;
        this.directory = directory;
        this.pki = pki;
        this.etcd = etcd;
        this.port = port;
        this.admin = client(port);
        this.server = serve(port, admin);
    }

    /**
     * Returns when the API answers. Where the programs are not named the test is skipped.
     *
     * @param directory for its files; must be there
     */
    public static RealKubernetes start(Path directory) throws IOException {
        String store = program(STORE);
        String server = program(SERVER);
        Pki pki = Pki.create(directory);
        pki.issue("server", "CN=kube-apiserver");
        pki.issue("service-accounts", "CN=service-accounts");
        pki.issue("admin", "O=system:masters,CN=admin");
        Files.writeString(directory.resolve("audit.yaml"), AUDIT);
        Etcd etcd = Etcd.start(directory, store, freePort(), freePort());
        try {
            return new RealKubernetes(server, directory, pki, etcd, freePort());
        } catch (IOException | RuntimeException | AssertionError e) {
            etcd.close();
            throw e;
        }
    }

    private static String program(String property) {
        String program = System.getProperty(property, "");
        Assumptions.assumeFalse(
                program.isEmpty(),
                "no -D" + property + "=PATH names a program; './fleetmesh conformance' builds it and runs these tests");
        return program;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private KubernetesClient client(int at) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("https://127.0.0.1:" + at)
                        .withCaCertFile(pki.file("ca.crt").toString())
                        .withClientCertFile(pki.file("admin.crt").toString())
                        .withClientKeyFile(pki.file("admin.key").toString())
                        .build())
                .build();
    }

    private Child serve(int at, KubernetesClient client) throws IOException {
        Child child = Child.start(
                directory,
                "kube-apiserver",
                program,
                List.of(
                        "--etcd-servers=" + etcd.url(),
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + at,
                        "--tls-cert-file=" + pki.file("server.crt"),
                        "--tls-private-key-file=" + pki.file("server.key"),
                        "--client-ca-file=" + pki.file("ca.crt"),
                        "--authorization-mode=RBAC",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-key-file=" + pki.file("service-accounts.key"),
                        "--service-account-signing-key-file=" + pki.file("service-accounts.key"),
                        "--service-cluster-ip-range=10.96.0.0/12,fd00:10:96::/112",
                        // It would wait for what the controllers make.
                        "--disable-admission-plugins=ServiceAccount",
                        "--audit-policy-file=" + directory.resolve("audit.yaml"),
                        "--audit-log-path=" + auditLog()));
        child.await(() -> "ok".equals(client.raw("/readyz"))
                && client.namespaces().withName("kube-system").get() != null
                && client.namespaces().withName("default").get() != null);
        return child;
    }

    /** As a member of {@code system:masters}, by client certificate. */
    public KubernetesClient admin() {
        return admin;
    }

    /** Where it is. */
    public URI url() {
        return URI.create("https://127.0.0.1:" + port);
    }

    /** The file with the certificate of its authority. */
    public Path authority() {
        return pki.file("ca.crt");
    }

    /**
     * Issues a client certificate of its authority: {@code <name>.crt} and {@code <name>.key}, over what was there.
     *
     * @param subject whose common name is the user's, and whose organizations are its groups
     * @param lasts from now; negative if it is to have ended already
     */
    public void issue(Path into, String name, String subject, Duration lasts) throws IOException {
        pki.issue(into, name, subject, lasts);
    }

    /**
     * The text of a kubeconfig.
     *
     * @param user credentials in YAML, such as <code>{tokenFile: token}</code>
     */
    public String kubeconfig(String user) {
        return """
                apiVersion: v1
                kind: Config
                current-context: real
                contexts: [{name: real, context: {cluster: real, user: real}}]
                clusters: [{name: real, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: real, user: %s}]
                """.formatted(url(), authority(), user);
    }

    /** The API serves these kinds from now on. */
    public void define(CustomKind... kinds) throws IOException {
        for (CustomKind kind : kinds) {
            admin.resource(kind.definition()).create();
            server.await(() -> !admin.raw(kind.path()).isEmpty());
        }
    }

    /** The kind's definition is deleted, and its objects with it. */
    public void undefine(CustomKind kind) {
        var _ = admin.resource(kind.definition()).delete();
    }

    /** The API serves this kind no more, and keeps its objects. */
    public void hide(CustomKind kind) {
        var _ = admin.resource(kind.definition())
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\": \"replace\", \"path\": \"/spec/versions/0/served\", \"value\": false}]");
    }

    /** The server fails hard, and comes back at the same address. */
    public void crashAndRestart() throws IOException {
        server.kill();
        server.close();
        server = serve(port, admin);
    }

    /**
     * Changes that clients cannot see as they happen: to them the server is away, and when it is back the history is
     * compacted, so that no watch can go on from before.
     *
     * @param changes made by an administrator's client
     */
    public void changeUnseen(Consumer<KubernetesClient> changes) throws IOException {
        server.close();
        int elsewhere = freePort();
        try (KubernetesClient hidden = client(elsewhere);
                Child _ = serve(elsewhere, hidden)) {
            changes.accept(hidden);
        }
        etcd.compact();
        server = serve(port, admin);
    }

    /** What service accounts have asked so far, in the order of the answers; a watch counts once it was answered at all. */
    public List<Request> requests() throws IOException {
        return logged().filter(request -> !request.watch() || !request.ended()).toList();
    }

    /** Watches of service accounts that are open now, if the server has not crashed since they began. */
    public long openWatches() throws IOException {
        return logged().filter(Request::watch)
                .mapToLong(request -> request.ended() ? -1 : 1)
                .sum();
    }

    private Stream<Request> logged() throws IOException {
        String log = Files.exists(auditLog()) ? Files.readString(auditLog()) : "";
        // Without a line that is being written.
        return log.substring(0, log.lastIndexOf('\n') + 1).lines().map(Request::of);
    }

    private Path auditLog() {
        return directory.resolve("audit.log");
    }

    @Override
    public void close() {
        admin.close();
        server.close();
        etcd.close();
    }
}
