package io.fleetmesh.benchmarks;

import io.fleetmesh.authority.ca.AuthoritySettings;
import io.fleetmesh.authority.ca.MeshAuthority;
import io.fleetmesh.authority.domain.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Certificates of a store on this machine and of one consumer's agents. */
record StorePki(Path directory) {
    private static final Duration VALIDITY = Duration.ofDays(1);

    /** Makes both. */
    void issue(String consumer) throws IOException {
        MeshAuthority authority = MeshAuthority.openOrCreate(
                directory.resolve("authority"),
                new AuthoritySettings("bench", VALIDITY),
                Clock.systemUTC(),
                new SecureRandom());
        var _ = authority.issue(
                new Subject.StoreServer("store", List.of("localhost"), List.of("127.0.0.1")), VALIDITY, of("store"));
        var _ = authority.issue(new Subject.ConsumerClient(consumer), VALIDITY, of("agent"));
    }

    private Path of(String whom) {
        return directory.resolve(whom);
    }

    /** Where the server's own are. */
    Path server() {
        return of("store").resolve("current");
    }

    /** Where those of the consumer's agents are. */
    Path agent() {
        return of("agent").resolve("current");
    }
}
