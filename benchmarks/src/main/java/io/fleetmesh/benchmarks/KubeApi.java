package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A real kube-apiserver with its etcd, and an administrator who writes services. */
final class KubeApi implements AutoCloseable {
    static final String NAMESPACE = "bench";
    private static final String TOKEN = "bench";
    private static final List<String> CILIUM_KINDS = List.of("CiliumNode", "CiliumIdentity", "CiliumEndpoint");

    private final EtcdProcess etcd;
    private final ServerProcess server;
    private final URI address;
    private final Path authority;
    private final ServicesApi services;

    /**
     * Starts both; returns when the API answers and the namespace is there.
     *
     * @param credentials the server's own, with the authority that its clients trust
     */
    KubeApi(Path binary, Path directory, Credentials credentials) throws IOException {
        Path key = directory.resolve("service-accounts.key");
        Files.writeString(key, privateKey());
        Path tokens = directory.resolve("tokens.csv");
        Files.writeString(tokens, TOKEN + ",admin,admin,\"system:masters\"\n");
        int port = Packaged.freePort();
        this.authority = credentials.authority();
        this.etcd = EtcdProcess.plain();
        this.address = URI.create("https://127.0.0.1:" + port);
        this.services = new ServicesApi(address, client(authority), Optional.of(TOKEN), NAMESPACE);
        this.server = ServerProcess.start(
                List.of(
                        binary.toString(),
                        "--etcd-servers=" + etcd.endpoint(),
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + port,
                        "--tls-cert-file=" + credentials.certificate(),
                        "--tls-private-key-file=" + credentials.key(),
                        "--client-ca-file=" + authority,
                        "--token-auth-file=" + tokens,
                        "--authorization-mode=RBAC",
                        "--service-account-issuer=https://bench",
                        "--service-account-key-file=" + key,
                        "--service-account-signing-key-file=" + key,
                        "--service-cluster-ip-range=10.96.0.0/12",
                        "--disable-admission-plugins=ServiceAccount",
                        // What takes the writes shall not be what is measured.
                        "--max-mutating-requests-inflight=1000"),
                address.toString(),
                Optional.empty());
        awaitReady();
        var _ = services.createNamespace().join();
    }

    private static String privateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder()
                            .encodeToString(
                                    generator.generateKeyPair().getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpClient client(Path authority) throws IOException {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(tls)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private void awaitReady() {
        while (true) {
            try {
                var _ = services.send("GET", "/readyz", "application/json", "").join();
                return;
            } catch (RuntimeException e) {
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    /** The kinds that Cilium's parts wait for. */
    void defineCiliumKinds() {
        for (String kind : CILIUM_KINDS) {
            String singular = kind.toLowerCase(java.util.Locale.ROOT);
            String plural = kind.equals("CiliumIdentity") ? "ciliumidentities" : singular + "s";
            String scope = kind.equals("CiliumEndpoint") ? "Namespaced" : "Cluster";
            var _ = services.send(
                            "POST",
                            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                            "application/json",
                            """
                    {"metadata":{"name":"%s.cilium.io"},"spec":{"group":"cilium.io","scope":"%s",
                     "names":{"kind":"%s","plural":"%s","singular":"%s"},
                     "versions":[{"name":"v2","served":true,"storage":true,"schema":{"openAPIV3Schema":
                       {"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}""".formatted(plural, scope, kind, plural, singular))
                    .join();
        }
    }

    /** For those who read the API: a file, as kubectl takes it. */
    Path kubeconfig(Path file) throws IOException {
        return Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: bench
                contexts: [{name: bench, context: {cluster: bench, user: bench}}]
                clusters: [{name: bench, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: bench, user: {token: "%s"}}]
                """.formatted(address, authority, TOKEN));
    }

    ServicesApi services() {
        return services;
    }

    @Override
    public void close() {
        services.close();
        server.close();
        etcd.close();
    }
}
