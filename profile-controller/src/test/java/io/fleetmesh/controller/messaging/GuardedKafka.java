package io.fleetmesh.controller.messaging;

import io.fleetmesh.authority.ca.AuthoritySettings;
import io.fleetmesh.authority.ca.IssueResult;
import io.fleetmesh.authority.ca.IssuedFiles;
import io.fleetmesh.authority.ca.MeshAuthority;
import io.fleetmesh.authority.domain.Subject;
import io.fleetmesh.contract.BusIdentity;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.service.BusCredentials;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
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
        Map<String, String> security = new HashMap<>(BusCredentials.properties(broker));
        security.remove("security.protocol");
        security.put("listeners", "SSL://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        security.put("advertised.listeners", "SSL://127.0.0.1:" + port);
        security.put("inter.broker.listener.name", "SSL");
        security.put("listener.security.protocol.map", "SSL:SSL,CONTROLLER:SSL");
        security.put("ssl.client.auth", "required");
        security.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        security.put("allow.everyone.if.no.acl.found", "false");
        security.put(
                "super.users",
                "User:CN=" + Subject.Broker.BROKER + ";"
                        + BusIdentity.ofService("profile-controller").principal());
        this.kafka = EmbeddedKafka.start(directory.resolve("kafka"), port, controllerPort, security);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Path issue(Subject subject) {
        IssueResult result = authority.issue(
                subject,
                VALIDITY,
                directory.resolve("issued").resolve(subject.leaf().commonName()));
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
    BusSettings client(String commonName) {
        Map<String, String> properties =
                new HashMap<>(BusCredentials.properties(issue(new Subject.BusClient(commonName))));
        // A test shall hear soon that it may not write.
        properties.put("max.block.ms", "20000");
        return new BusSettings(kafka.bootstrapServers(), commonName, Duration.ofSeconds(6), properties);
    }

    @Override
    public void close() {
        kafka.close();
    }
}
