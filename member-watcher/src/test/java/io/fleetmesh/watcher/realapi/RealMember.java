package io.fleetmesh.watcher.realapi;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.embeddedkafka.Quorum;
import io.fleetmesh.realkubernetes.CustomKind;
import io.fleetmesh.realkubernetes.RealKubernetes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A real API server with the rights that {@code docs/operations.md} gives a watcher, a broker, and kubeconfigs of the
 * watcher's service account.
 */
final class RealMember implements AutoCloseable {
    private static final String ACCOUNT = "fleetmesh-watcher";
    private static final int UNAUTHORIZED = 401;

    private final Path directory;
    private final RealKubernetes kubernetes;
    private final Rights rights;
    private final EmbeddedKafka kafka;

    private RealMember(Path directory, RealKubernetes kubernetes, Rights rights, EmbeddedKafka kafka) {
        this.rights = rights;
        this.directory = directory;
        this.kubernetes = kubernetes;
        this.kafka = kafka;
    }

    /** With these kinds of Cilium's, and a namespace {@code shop}. */
    static RealMember start(Path directory, CustomKind... kinds) throws IOException {
        RealKubernetes kubernetes = RealKubernetes.start(Files.createDirectories(directory.resolve("kubernetes")));
        try {
            kubernetes.define(kinds);
            RealMember member = new RealMember(
                    directory,
                    kubernetes,
                    Rights.give(kubernetes.admin()),
                    EmbeddedKafka.start(directory.resolve("kafka"), Quorum.aloneAnywhere(), 1));
            var _ = member.create("""
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: shop}
                    """);
            return member;
        } catch (IOException | RuntimeException e) {
            kubernetes.close();
            throw e;
        }
    }

    RealKubernetes kubernetes() {
        return kubernetes;
    }

    Rights rights() {
        return rights;
    }

    KubernetesClient admin() {
        return kubernetes.admin();
    }

    HasMetadata create(String yaml) {
        return admin().resource(yaml).create();
    }

    void delete(String yaml) {
        var _ = admin().resource(yaml).delete();
    }

    /** What Cilium is told; replaces what it was told before. */
    void configure(Map<String, String> data) {
        var _ = admin().resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("cilium-config")
                        .withNamespace("kube-system")
                        .endMetadata()
                        .withData(data)
                        .build())
                .createOr(NonDeletingOperation::update);
    }

    /** A token of the watcher's that is good until {@link #revoke}. */
    String token(String name) {
        var secret = admin().resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("kube-system")
                        .endMetadata()
                        .build())
                .create();
        return admin().serviceAccounts()
                .inNamespace("kube-system")
                .withName(ACCOUNT)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withNewBoundObjectRef()
                        .withApiVersion("v1")
                        .withKind("Secret")
                        .withName(name)
                        .withUid(secret.getMetadata().getUid())
                        .endBoundObjectRef()
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    /** Whether the server still takes it: for some seconds it does after it was revoked. */
    boolean takes(String token) {
        return Boolean.TRUE.equals(admin().tokenReviews()
                .create(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .endSpec()
                        .build())
                .getStatus()
                .getAuthenticated());
    }

    void revoke(String name) {
        var _ = admin().secrets().inNamespace("kube-system").withName(name).delete();
    }

    Path tokenFile(String id) {
        return directory.resolve(id + ".token");
    }

    /** Begins to watch it under this name, by a token in a file; the token has the same name. */
    WatchedMember watch(String id) throws IOException {
        Files.writeString(tokenFile(id), token(id));
        return watch(id, "{tokenFile: " + id + ".token}");
    }

    WatchedMember watch(String id, String user) throws IOException {
        writeKubeconfig(id, user);
        return new WatchedMember(kafka, directory, id);
    }

    /** Begins to watch it by way of {@code api}, by the token that {@link #watch(String)} has given to this name. */
    WatchedMember watch(String id, InterposedApi api) throws IOException {
        Files.writeString(
                directory.resolve(id + ".kubeconfig"),
                kubernetes
                        .kubeconfig("{tokenFile: " + id + ".token}")
                        .replace(kubernetes.url().toString(), api.url().toString()));
        return new WatchedMember(kafka, directory, id);
    }

    /** A client certificate of the watcher's account, in the files that the user of {@link #withCertificate} has. */
    void issue(String name, Duration lasts) throws IOException {
        kubernetes.issue(
                directory, name, "O=system:serviceaccounts,CN=system:serviceaccount:kube-system:" + ACCOUNT, lasts);
    }

    void copyCertificate(String name, String copy) throws IOException {
        Files.copy(directory.resolve(name + ".crt"), directory.resolve(copy + ".crt"));
        Files.copy(directory.resolve(name + ".key"), directory.resolve(copy + ".key"));
    }

    /** Whether the server still takes the client certificate of this name. */
    boolean takesCertificate(String name) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(kubernetes.url().toString())
                .withCaCertFile(kubernetes.authority().toString())
                .withClientCertFile(directory.resolve(name + ".crt").toString())
                .withClientKeyFile(directory.resolve(name + ".key").toString())
                .build();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            return client.namespaces().withName("kube-system").get() != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == UNAUTHORIZED) {
                return false;
            }
            throw e;
        }
    }

    /** Who has the client certificate of this name. */
    static String withCertificate(String name) {
        return "{client-certificate: %1$s.crt, client-key: %1$s.key}".formatted(name);
    }

    void writeKubeconfig(String id, String user) throws IOException {
        Files.writeString(directory.resolve(id + ".kubeconfig"), kubernetes.kubeconfig(user));
    }

    @Override
    public void close() {
        kafka.close();
        kubernetes.close();
    }
}
