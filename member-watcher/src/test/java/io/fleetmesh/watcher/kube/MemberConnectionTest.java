package io.fleetmesh.watcher.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kubeconfigs as the distributions write them, against an API server that asks for a client certificate. */
class MemberConnectionTest {
    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({"RSA, PKCS8", "RSA, traditional", "EC, PKCS8", "EC, traditional"})
    void clientKeysOfAnyKindAreTaken(String algorithm, String encoding) throws Exception {
        Credential own = Credential.of(algorithm, "api");
        try (TlsApi api = TlsApi.start(own)) {
            Path kubeconfig = kubeconfig(api, own, Credential.keyPem(own.pair(), encoding));
            try (MemberConnection member =
                    MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD)) {
                assertEquals(TlsApi.UID, member.clusterUid());
                Optional<Instant> end =
                        Optional.of(own.certificate().getNotAfter().toInstant());
                assertEquals(end, member.serverCertificateExpires());
                assertEquals(end, member.clientCertificateExpires());
            }
        }
    }

    @Test
    void anAddressOfTheMembersOwnGoesBeforeTheOneInTheKubeconfig() throws Exception {
        Credential own = Credential.of("EC", "api");
        try (TlsApi api = TlsApi.start(own)) {
            Path kubeconfig = kubeconfig(api, own, own.keyPem());
            String written = Files.readString(kubeconfig);
            String there = written.replaceFirst("(?s).*server: \"([^\"]+)\".*", "$1");
            Files.writeString(kubeconfig, written.replace(there, "https://127.0.0.1:1"));
            Way way = new Way(kubeconfig, Optional.empty(), Optional.of(there));
            try (MemberConnection member = MemberConnection.open(vertx, way, WatchTimings.STANDARD)) {
                assertEquals(TlsApi.UID, member.clusterUid());
            }
        }
    }

    @Test
    void theEndOfACertificateThatIsNotTrustedIsKnownToo() throws Exception {
        Credential own = Credential.of("EC", "api");
        Credential other = Credential.of("EC", "other");
        try (TlsApi api = TlsApi.start(own)) {
            Path kubeconfig = kubeconfig(api, other, other.keyPem());
            try (MemberConnection member =
                    MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD)) {
                assertEquals(Optional.empty(), member.serverCertificateExpires());

                assertThrows(ApiFailure.class, member::clusterUid);

                assertEquals(
                        Optional.of(own.certificate().getNotAfter().toInstant()), member.serverCertificateExpires());
            }
        }
    }

    @Test
    void aKeyThatCannotBeUsedIsNamed() throws Exception {
        KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertRefused(Credential.keyPem(edwards, "PKCS8"), "RSA or EC");
    }

    @ParameterizedTest
    @CsvSource({"EC", "RSA"})
    void aKeyOfAnotherCertificateIsRefused(String algorithm) throws Exception {
        assertRefused(Credential.of(algorithm, "other").keyPem(), "client certificate");
    }

    /** All of them fabric8 takes, or fails at with an error that says nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "contexts: [{name: one, context: {cluster: one, user: two}}]  | context one names in users, found nothing for 'two'",
                "contexts: [{name: one, context: {cluster: one, user: bare}}] | context one names in users, found nothing for 'bare'",
                "contexts: [{name: one, context: {cluster: two, user: one}}]  | context one names in clusters, found nothing for 'two'",
                "contexts: [{name: one, context: {cluster: bare, user: one}}] | context one names in clusters, found nothing for 'bare'",
                "contexts: [{name: one, context: {user: one}}]                | context one names in clusters, found nothing for ''",
                "contexts: [{name: one}]                                      | expected a context named by current-context",
                "contexts: []                                                 | expected a context named by current-context",
                "contexts:                                                    | expected a context named by current-context"
            })
    void aContextThatNamesWhatIsNotThereIsRefused(String contexts, String expected) throws Exception {
        Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: one
                %s
                clusters: [{name: bare}, {name: one, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: bare}, {name: one, user: {token: secret}}]
                """.formatted(contexts));

        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD));

        assertTrue(refused.getMessage().contains("kubeconfig " + kubeconfig + ": "), refused.getMessage());
        assertTrue(refused.getMessage().contains(expected), refused.getMessage());
    }

    /** Its current one may be another cluster's. */
    @Test
    void aContextThatIsNotThereIsNotTheCurrentOne() throws Exception {
        Credential own = Credential.of("EC", "api");
        try (TlsApi api = TlsApi.start(own)) {
            Path kubeconfig = kubeconfig(api, own, own.keyPem());

            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> MemberConnection.open(vertx, kubeconfig, Optional.of("west"), WatchTimings.STANDARD));

            assertTrue(
                    refused.getMessage().contains("expected a context named west, found none"), refused.getMessage());
        }
    }

    /** A gateway may know us otherwise. */
    @Test
    void aContextThatNamesNobodyIsAskedAsNobody() throws Exception {
        Credential own = Credential.of("EC", "api");
        try (TlsApi api = TlsApi.start(own)) {
            String text = api.kubeconfig(own, "{}");
            Path kubeconfig = Files.writeString(
                    directory.resolve("kubeconfig"), text.replace("cluster: here, user: here", "cluster: here"));
            assertNotEquals(text, Files.readString(kubeconfig));

            MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD)
                    .close();
        }
    }

    /** An inline one, and one that a program prints. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{token: \"secret\\n\"}",
                "{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: echo, args:"
                        + " ['{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\", \"status\":"
                        + " {\"token\": \"secret\\n\"}}']}}"
            })
    void aTokenWithALineBreakIsRefusedAndNotTold(String user) throws Exception {
        Credential own = Credential.of("EC", "api");
        try (TlsApi api = TlsApi.start(own)) {
            Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), api.kubeconfig(own, user));

            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD));

            assertTrue(refused.getMessage().contains("expected a token of visible"), refused.getMessage());
            assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
        }
    }

    /** The client says so by an exception of its own, of many kinds. */
    @Test
    void whatCannotBeAskedIsAFailureOfThisRequest() throws Exception {
        Credential own = Credential.of("EC", "api");
        try (TlsApi api = TlsApi.start(own);
                MemberConnection member = MemberConnection.open(
                        vertx, kubeconfig(api, own, own.keyPem()), Optional.empty(), WatchTimings.STANDARD)) {
            ApiFailure asked = assertThrows(ApiFailure.class, () -> member.get("no path"));
            ApiFailure watched = assertThrows(ApiFailure.class, () -> member.watch("no path"));

            assertTrue(asked.getMessage().startsWith("get no path: cannot be asked: "), asked.getMessage());
            assertTrue(watched.getMessage().startsWith("watch no path: cannot be asked: "), watched.getMessage());
        }
    }

    private void assertRefused(String key, String expected) throws Exception {
        Credential own = Credential.of("EC", "api");
        try (TlsApi api = TlsApi.start(own)) {
            Path kubeconfig = kubeconfig(api, own, key);

            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD));

            assertTrue(refused.getMessage().contains(kubeconfig.toString()), refused.getMessage());
            assertTrue(refused.getMessage().contains(expected), refused.getMessage());
        }
    }

    private Path kubeconfig(TlsApi api, Credential own, String key) throws IOException {
        String user = "{client-certificate-data: %s, client-key-data: %s}"
                .formatted(Credential.base64(own.certificatePem()), Credential.base64(key));
        return Files.writeString(directory.resolve("kubeconfig"), api.kubeconfig(own, user));
    }
}
