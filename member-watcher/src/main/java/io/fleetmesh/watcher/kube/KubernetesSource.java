package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.Family;
import io.fleetmesh.watcher.domain.FamilyListener;
import io.fleetmesh.watcher.domain.MemberSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A member's Kubernetes API: one {@link KindLoop} for each kind. */
final class KubernetesSource implements MemberSource {
    private final MemberConnection api;
    private final WatchTimings timings;
    private final WatchMeters meters;
    private final List<KindLoop<?>> loops = new CopyOnWriteArrayList<>();

    KubernetesSource(MemberConnection api, WatchTimings timings, WatchMeters meters) {
        this.api = api;
        this.timings = timings;
        this.meters = meters;
    }

    @Override
    public Set<Family> families() {
        return WatchedKind.all().stream().map(WatchedKind::family).collect(Collectors.toSet());
    }

    @Override
    public void begin(FamilyListener listener) {
        WatchedKind.all().forEach(kind -> loops.add(KindLoop.start(kind, api, listener, timings, meters)));
    }

    @Override
    public boolean alive() {
        return loops.stream().allMatch(KindLoop::alive);
    }

    @Override
    public void close() {
        loops.forEach(KindLoop::close);
        api.close();
    }
}
