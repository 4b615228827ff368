package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.authority.ca.AuthoritySettings;
import io.fleetmesh.authority.ca.MeshAuthority;
import io.fleetmesh.authority.domain.Subject;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Certificates of a store and its clients, by an authority that is made when it is needed. */
public final class Pki {
    private static final Subject STORE =
            new Subject.StoreServer("mesh-store", List.of("localhost"), List.of("127.0.0.1"));

    private final Path directory;
    private String authority = "ca";

    public Pki(Path directory) {
        this.directory = directory;
    }

    /** From now on another authority issues. */
    void changeAuthority() {
        authority += "-next";
    }

    void issueForStore() {
        issue(STORE, "store");
    }

    /** A store on a free port. */
    public StoreSettings store(long clusterId, StoreLimits limits) {
        issueForStore();
        return new StoreSettings(
                "127.0.0.1",
                0,
                store().resolve("tls.crt"),
                store().resolve("tls.key"),
                store().resolve("ca.crt"),
                clusterId,
                limits);
    }

    /** Where the store's files are. */
    Path store() {
        return directory.resolve("store/current");
    }

    /** What agents of a cluster bring. */
    public SslContext client(String cluster) throws IOException {
        issue(new Subject.ConsumerClient(cluster), cluster);
        Path files = directory.resolve(cluster).resolve("current");
        return GrpcSslContexts.forClient()
                .trustManager(files.resolve("ca.crt").toFile())
                .keyManager(
                        files.resolve("tls.crt").toFile(),
                        files.resolve("tls.key").toFile())
                .build();
    }

    private void issue(Subject subject, String target) {
        MeshAuthority issuer = MeshAuthority.openOrCreate(
                directory.resolve(authority),
                new AuthoritySettings("test", Duration.ofDays(10)),
                Clock.systemUTC(),
                new SecureRandom());
        var _ = issuer.issue(subject, Duration.ofDays(1), directory.resolve(target));
    }
}
