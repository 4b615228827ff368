package io.fleetmesh.watcher.kube;

import io.fleetmesh.watcher.domain.MemberSource;
import io.fleetmesh.watcher.domain.MemberSources;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Members by kubeconfig: a directory with {@code <member>.kubeconfig} and, where it is not the current one, the context's
 * name in {@code <member>.context}.
 */
public final class Kubeconfigs implements MemberSources {
    private final Path directory;
    private final WatchTimings timings;
    private final Vertx vertx;
    private final WatchMeters meters;
    private final Clock clock;

    public Kubeconfigs(Path directory, WatchTimings timings, Vertx vertx, WatchMeters meters, Clock clock) {
        this.directory = directory;
        this.timings = timings;
        this.vertx = vertx;
        this.meters = meters;
        this.clock = clock;
    }

    /** A link is resolved first: what a kubeconfig refers to is relative to where it really is. */
    @Override
    public MemberSource open(String member) throws IOException {
        Path file = directory.resolve(member + ".kubeconfig");
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "no readable kubeconfig " + file + "; put the member's there, it is looked for again");
        }
        Path context = directory.resolve(member + ".context");
        Optional<String> named = Files.isReadable(context)
                ? Optional.of(Files.readString(context).strip())
                : Optional.empty();
        return new KubernetesSource(
                MemberConnection.open(vertx, file.toRealPath(), named, timings), timings, meters, clock);
    }
}
