package io.fleetmesh.controller.messaging;

import io.fleetmesh.authority.ca.AuthoritySettings;
import io.fleetmesh.authority.ca.IssueResult;
import io.fleetmesh.authority.ca.IssuedFiles;
import io.fleetmesh.authority.ca.MeshAuthority;
import io.fleetmesh.authority.domain.Subject;
import io.fleetmesh.contract.BusIdentity;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.kit.messaging.BusSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A broker that asks for certificates of the mesh CA and allows only what ACLs say; the controller may do everything. */
final class GuardedKafka implements AutoCloseable {
    private static final Duration VALIDITY = Duration.ofDays(1);

    private final Path directory;
    private final MeshAuthority authority;
    private final EmbeddedKafka kafka;

    GuardedKafka(Path directory) throws IOException {
        this.directory = directory;
        this.authority = MeshAuthority.openOrCreate(
                directory.resolve("ca"),
                new AuthoritySettings("test CA", VALIDITY.multipliedBy(2)),
                Clock.systemUTC(),
                new SecureRandom());
        int port = freePort();
        int controllerPort = freePort();
        Path broker = issue(new Subject.Broker(List.of("localhost"), List.of("127.0.0.1")));
        this.kafka = EmbeddedKafka.start(
                directory.resolve("kafka"),
                port,
                controllerPort,
                Map.ofEntries(
                        Map.entry("listeners", "SSL://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                        Map.entry("advertised.listeners", "SSL://127.0.0.1:" + port),
                        Map.entry("inter.broker.listener.name", "SSL"),
                        Map.entry("listener.security.protocol.map", "SSL:SSL,CONTROLLER:SSL"),
                        Map.entry("ssl.client.auth", "required"),
                        Map.entry("ssl.keystore.type", "PEM"),
                        Map.entry("ssl.keystore.certificate.chain", Files.readString(broker.resolve("tls.crt"))),
                        Map.entry("ssl.keystore.key", Files.readString(broker.resolve("tls.key"))),
                        Map.entry("ssl.truststore.type", "PEM"),
                        Map.entry("ssl.truststore.certificates", Files.readString(broker.resolve("ca.crt"))),
                        Map.entry(
                                "authorizer.class.name",
                                "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                        Map.entry("allow.everyone.if.no.acl.found", "false"),
                        Map.entry(
                                "super.users",
                                "User:CN=" + Subject.Broker.BROKER + ";"
                                        + BusIdentity.ofService("profile-controller").principal())));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Path issue(Subject subject) {
        IssueResult result = authority.issue(
                subject, VALIDITY, directory.resolve("issued").resolve(subject.leaf().commonName()));
        return switch (result) {
            case IssueResult.Issued issued -> parent(issued.files());
            case IssueResult.Kept kept -> parent(kept.files());
            case IssueResult.Refused refused -> throw new IllegalStateException(refused.reason());
        };
    }

    private static Path parent(IssuedFiles files) {
        return Objects.requireNonNull(files.certificate().getParent());
    }

    /** A client with a certificate of that common name. */
    BusSettings client(String commonName) throws IOException {
        Path files = issue(new Subject.BusClient(commonName));
        return new BusSettings(
                kafka.bootstrapServers(),
                commonName,
                Duration.ofSeconds(6),
                Map.of(
                        "security.protocol", "SSL",
                        "ssl.keystore.type", "PEM",
                        "ssl.keystore.certificate.chain", Files.readString(files.resolve("tls.crt")),
                        "ssl.keystore.key", Files.readString(files.resolve("tls.key")),
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.certificates", Files.readString(files.resolve("ca.crt")),
                        // A test shall hear soon that it may not write.
                        "max.block.ms", "20000"));
    }

    @Override
    public void close() {
        kafka.close();
    }
}
