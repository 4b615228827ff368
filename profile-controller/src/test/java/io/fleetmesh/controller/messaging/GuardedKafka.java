package io.fleetmesh.controller.messaging;

import io.fleetmesh.authority.ca.AuthoritySettings;
import io.fleetmesh.authority.ca.IssueResult;
import io.fleetmesh.authority.ca.IssuedFiles;
import io.fleetmesh.authority.ca.MeshAuthority;
import io.fleetmesh.authority.domain.Subject;
import io.fleetmesh.contract.BusIdentity;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.embeddedkafka.Guard;
import io.fleetmesh.embeddedkafka.Quorum;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.service.BusCredentials;
import java.io.IOException;
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
        Quorum quorum = Quorum.aloneAnywhere();
        Path broker = issue(new Subject.Broker(List.of("localhost"), List.of("127.0.0.1")));
        this.kafka = EmbeddedKafka.start(
                directory.resolve("kafka"),
                quorum,
                1,
                Guard.settings(
                        quorum.nodes().getFirst(),
                        BusCredentials.properties(broker),
                        List.of(
                                "User:CN=" + Subject.Broker.BROKER,
                                BusIdentity.ofService("profile-controller").principal())));
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
