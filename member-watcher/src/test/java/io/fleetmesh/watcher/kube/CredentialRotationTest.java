package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client certificate that is replaced while its connection is in use, in each way that such certificates are kept. */
class CredentialRotationTest {
    private static final String FILES = "{client-certificate: tls.crt, client-key: tls.key}";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private Credential api;
    private Credential first;
    private Credential next;
    private TlsApi server;

    @BeforeEach
    void start() throws Exception {
        api = Credential.of("EC", "api");
        first = Credential.of("EC", "first");
        next = Credential.of("RSA", "next");
        server = TlsApi.start(api, first, next);
    }

    @AfterEach
    void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private MemberConnection open(Path kubeconfig) {
        return MemberConnection.open(vertx, kubeconfig, Optional.empty(), WatchTimings.STANDARD);
    }

    private Path write(Path file, String text) throws IOException {
        return Files.writeString(file, text);
    }

    /** As one writes them who does not write in place. */
    private static void replace(Path file, String text) throws IOException {
        Path other = Files.writeString(file.resolveSibling("next"), text);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void oneInTheKubeconfigItselfIsUsedFromTheNextRequestOn() throws Exception {
        Path kubeconfig = write(directory.resolve("kubeconfig"), server.kubeconfig(api, first.user()));
        try (MemberConnection member = open(kubeconfig)) {
            assertEquals("CN=first", TlsApi.askedBy(member));

            replace(kubeconfig, server.kubeconfig(api, next.user()));

            assertEquals("CN=next", TlsApi.askedBy(member));
        }
    }

    @Test
    void oneInFilesIsUsedOnceBothAreThere() throws Exception {
        Path kubeconfig = write(directory.resolve("kubeconfig"), server.kubeconfig(api, FILES));
        Path certificate = write(directory.resolve("tls.crt"), first.certificatePem());
        Path key = write(directory.resolve("tls.key"), first.keyPem());
        try (MemberConnection member = open(kubeconfig)) {
            assertEquals("CN=first", TlsApi.askedBy(member));

            replace(certificate, next.certificatePem());
            assertEquals("CN=first", TlsApi.askedBy(member));
            replace(key, next.keyPem());

            assertEquals("CN=next", TlsApi.askedBy(member));
        }
    }

    /** A mounted secret: all of it is behind one link, which moves, and what it was is deleted. */
    @Test
    void oneBehindALinkThatMovesIsUsed() throws Exception {
        Path kubeconfig = directory.resolve("east.kubeconfig");
        mount("one", first);
        Files.createSymbolicLink(kubeconfig, directory.resolve("data/kubeconfig"));
        try (MemberConnection member = open(kubeconfig)) {
            assertEquals("CN=first", TlsApi.askedBy(member));

            mount("two", next);
            Files.delete(directory.resolve("one/kubeconfig"));
            Files.delete(directory.resolve("one/tls.crt"));

            assertEquals("CN=next", TlsApi.askedBy(member));
        }
    }

    private void mount(String name, Credential credential) throws Exception {
        Path version = Files.createDirectory(directory.resolve(name));
        var _ = write(version.resolve("kubeconfig"), server.kubeconfig(api, FILES));
        var _ = write(version.resolve("tls.crt"), credential.certificatePem());
        var _ = write(version.resolve("tls.key"), credential.keyPem());
        Path link = Files.createSymbolicLink(directory.resolve("data-next"), version);
        Files.move(
                link, directory.resolve("data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void whatCannotBeUsedLeavesTheLastInUse() throws Exception {
        Path kubeconfig = write(directory.resolve("kubeconfig"), server.kubeconfig(api, FILES));
        Path certificate = write(directory.resolve("tls.crt"), first.certificatePem());
        var _ = write(directory.resolve("tls.key"), first.keyPem());
        try (MemberConnection member = open(kubeconfig)) {
            var _ = write(certificate, next.certificatePem().substring(0, 100));
            assertEquals("CN=first", TlsApi.askedBy(member));
            Files.delete(certificate);
            assertEquals("CN=first", TlsApi.askedBy(member));
            var _ = write(kubeconfig, "clusters: [");
            assertEquals("CN=first", TlsApi.askedBy(member));

            var _ = write(kubeconfig, server.kubeconfig(api, next.user()));

            assertEquals("CN=next", TlsApi.askedBy(member));
        }
    }

    /** A writer in place is seen at any byte. */
    @ParameterizedTest
    @CsvSource({"EC, PKCS8", "EC, SEC1", "RSA, PKCS8", "RSA, PKCS1"})
    void whatIsHalfWrittenLeavesTheLastInUse(String algorithm, String encoding) throws Exception {
        Credential half = Credential.of(algorithm, "half");
        String certificatePem = half.certificatePem();
        String keyPem = Credential.keyPem(half.pair(), encoding);
        Path kubeconfig = write(directory.resolve("kubeconfig"), server.kubeconfig(api, FILES));
        Path certificate = write(directory.resolve("tls.crt"), first.certificatePem());
        Path key = write(directory.resolve("tls.key"), first.keyPem());
        try (MemberAccess access = access(kubeconfig)) {
            SharedClient before = access.take();
            for (Path file : List.of(certificate, key)) {
                String text = file.equals(certificate) ? certificatePem : keyPem;
                for (int length = 0; length < text.indexOf("-----END"); length++) {
                    var _ = write(file, text.substring(0, length));
                    assertSame(before, access.take(), file + " of " + length);
                }
                var _ = write(file, text);
            }

            assertNotSame(before, access.take());
        }
    }

    /** As they are when they have all been opened for writing. */
    @Test
    void emptyFilesLeaveTheLastInUse() throws Exception {
        Path ca = write(directory.resolve("ca.crt"), api.certificatePem());
        String text = server.kubeconfig(api, FILES);
        Path kubeconfig = write(
                directory.resolve("kubeconfig"),
                text.replaceAll("certificate-authority-data: [^}]+", "certificate-authority: ca.crt"));
        assertNotEquals(text, Files.readString(kubeconfig));
        Path certificate = write(directory.resolve("tls.crt"), first.certificatePem());
        Path key = write(directory.resolve("tls.key"), first.keyPem());
        try (MemberAccess access = access(kubeconfig)) {
            SharedClient before = access.take();

            var _ = write(certificate, "");
            var _ = write(key, "");
            assertSame(before, access.take());
            var _ = write(certificate, next.certificatePem());
            var _ = write(key, next.keyPem());
            var _ = write(ca, "");
            assertSame(before, access.take());
            var _ = write(ca, api.certificatePem());

            assertNotSame(before, access.take());
        }
    }

    /** Some beginnings of a kubeconfig are kubeconfigs. */
    @Test
    void aKubeconfigThatIsHalfWrittenEndsNothing() throws Exception {
        Path kubeconfig = write(directory.resolve("kubeconfig"), server.kubeconfig(api, first.user()));
        String text = server.kubeconfig(api, next.user());
        try (MemberAccess access = access(kubeconfig)) {
            for (int length = 0; length < text.length(); length++) {
                var _ = write(kubeconfig, text.substring(0, length));
                access.take().release();
            }
            var _ = write(kubeconfig, text);
            access.take().release();

            assertEquals(Optional.of(next.certificate().getNotAfter().toInstant()), access.clientCertificateExpires());
        }
    }

    private MemberAccess access(Path kubeconfig) {
        return new MemberAccess(vertx, new Way(kubeconfig, Optional.empty(), Optional.empty()), WatchTimings.STANDARD);
    }

    @Test
    void anOpenWatchGoesOnByTheConnectionThatItHas() throws Exception {
        Path kubeconfig = write(directory.resolve("kubeconfig"), server.kubeconfig(api, first.user()));
        try (MemberConnection member = open(kubeconfig);
                WatchStream watch = member.watch("watch")) {
            replace(kubeconfig, server.kubeconfig(api, next.user()));
            assertEquals("CN=next", TlsApi.askedBy(member));

            server.tell("after");

            WatchStream.Next.Line line = assertInstanceOf(WatchStream.Next.Line.class, watch.next(PATIENCE));
            assertEquals("after", new String(line.json().bytes(), UTF_8));
        }
    }

    @Test
    void aClientThatWasReplacedEndsWithItsLastUse() {
        KubernetesClient client = new KubernetesClientBuilder()
                .withHttpClientFactory(new VertxHttpClientFactory(vertx))
                .build();
        SharedClient shared = new SharedClient(client);
        SharedClient watch = shared.take();
        SharedClient list = shared.take();

        list.release();
        shared.giveUp();
        assertFalse(client.getHttpClient().isClosed());
        watch.release();

        assertTrue(client.getHttpClient().isClosed());
    }
}
