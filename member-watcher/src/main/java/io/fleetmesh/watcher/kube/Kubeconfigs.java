package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import io.fleetmesh.watcher.domain.MemberSource;
import io.fleetmesh.watcher.domain.MemberSources;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Members by kubeconfig: a directory with {@code <name>.kubeconfig} (the member's own name, if it says no other) and, where the
 * member says none and it is not the current one, the context's name in {@code <name>.context}. A member's own address goes before
 * the server that the context names.
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

    @Override
    public MemberSource open(KnownMember member) throws IOException {
        String name = member.kubeconfig().map(KubeconfigRef::name).orElse(member.id());
        Path file = directory.resolve(name + ".kubeconfig");
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "no readable kubeconfig " + file + "; put the member's there, it is looked for again");
        }
        Optional<String> named = member.kubeconfig().flatMap(KubeconfigRef::context);
        Path context = directory.resolve(name + ".context");
        if (named.isEmpty() && Files.isReadable(context)) {
            named = Optional.of(Files.readString(context).strip());
        }
        return new KubernetesSource(
                MemberConnection.open(vertx, new Way(file, named, member.address()), timings), timings, meters, clock);
    }
}
