package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** How one gets to a cluster by one context of a kubeconfig: certificates, keys in PKCS#8, tokens; no programs that fetch them. */
record KubeAccess(String server, Optional<String> token, SSLContext tls, Optional<Instant> expires) {

    /** Of a file; a {@link Failure} says what it lacks. */
    static KubeAccess read(Path file, Optional<String> context) {
        try {
            JsonNode config = document(file);
            String name = context.orElseGet(() -> config.path("current-context").asText());
            JsonNode chosen = named(config, "contexts", "context", name);
            JsonNode cluster =
                    named(config, "clusters", "cluster", chosen.path("cluster").asText());
            JsonNode user = named(config, "users", "user", chosen.path("user").asText());
            String server = cluster.path("server").asText();
            if (!server.startsWith("https://")) {
                throw refused("expected a server such as https://10.0.0.1:6443, found '" + server + "'");
            }
            Path directory = file.toAbsolutePath().getParent();
            List<Certificate> own = certificates(bytes(user, "client-certificate", directory));
            return new KubeAccess(
                    server.replaceFirst("/+$", ""),
                    token(user, directory),
                    tls(certificates(bytes(cluster, "certificate-authority", directory)), own, user, directory),
                    own.stream()
                            .findFirst()
                            .map(first ->
                                    ((X509Certificate) first).getNotAfter().toInstant()));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw refused(file + " cannot be used: " + e.getMessage());
        }
    }

    private static JsonNode document(Path file) throws IOException {
        return switch (DocumentReader.read(Files.readAllBytes(file))) {
            case Documents.Read(List<JsonNode> documents) when documents.size() == 1 -> documents.getFirst();
            case Documents.Read _ -> throw refused("expected one document");
            case Documents.Unreadable(String reason) -> throw refused(reason);
        };
    }

    private static JsonNode named(JsonNode config, String list, String field, String name) {
        for (JsonNode entry : config.path(list)) {
            if (entry.path("name").asText().equals(name)) {
                return entry.path(field);
            }
        }
        throw refused("expected " + field + " '" + name + "' among its " + list + ", found none");
    }

    private static Failure refused(String reason) {
        return new Failure(Failure.REFUSED, reason);
    }

    /** A field that is a file, or its content in Base64 with "-data" behind the name. */
    private static Optional<byte[]> bytes(JsonNode node, String field, Path directory) throws IOException {
        if (node.hasNonNull(field + "-data")) {
            return Optional.of(
                    Base64.getDecoder().decode(node.path(field + "-data").asText()));
        }
        return node.hasNonNull(field)
                ? Optional.of(
                        Files.readAllBytes(directory.resolve(node.path(field).asText())))
                : Optional.empty();
    }

    private static Optional<String> token(JsonNode user, Path directory) throws IOException {
        return user.hasNonNull("tokenFile")
                ? Optional.of(Files.readString(
                                directory.resolve(user.path("tokenFile").asText()))
                        .strip())
                : Optional.ofNullable(user.path("token").textValue());
    }

    private static List<Certificate> certificates(Optional<byte[]> pem) throws GeneralSecurityException {
        return pem.isEmpty()
                ? List.of()
                : List.copyOf(CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(pem.get())));
    }

    private static SSLContext tls(List<Certificate> trusted, List<Certificate> own, JsonNode user, Path directory)
            throws GeneralSecurityException, IOException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted.isEmpty() ? null : store(trusted));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore store = store(List.of());
        if (!own.isEmpty()) {
            byte[] key = bytes(user, "client-key", directory)
                    .orElseThrow(() -> refused("expected a client-key beside the client-certificate"));
            store.setKeyEntry("client", key(key), new char[0], own.toArray(new Certificate[0]));
        }
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(List<Certificate> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("ca" + i, certificates.get(i));
        }
        return store;
    }

    private static PrivateKey key(byte[] pem) throws GeneralSecurityException {
        String text = new String(pem, StandardCharsets.US_ASCII);
        if (!text.contains("BEGIN PRIVATE KEY")) {
            throw refused("the client-key is not in PKCS#8 ('openssl pkcs8 -topk8 -nodes' makes it so)");
        }
        byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException _) {
                // Of another algorithm, perhaps.
            }
        }
        throw refused("the client-key is of no known algorithm");
    }
}
