package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.Family;
import io.fleetmesh.watcher.domain.FamilyListener;
import io.fleetmesh.watcher.domain.MemberSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A member's Kubernetes API: one {@link KindLoop} for each kind. */
final class KubernetesSource implements MemberSource {
    private final MemberConnection api;
    private final WatchTimings timings;
    private final WatchMeters meters;
    private final Map<Family, KindLoop<?>> loops = new ConcurrentHashMap<>();

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
        WatchedKind.all()
                .forEach(kind -> loops.put(kind.family(), KindLoop.start(kind, api, listener, timings, meters)));
    }

    @Override
    public void reconsider(Set<Family> families) {
        // One that has not begun yet will ask by itself.
        families.forEach(family -> Optional.ofNullable(loops.get(family)).ifPresent(KindLoop::wake));
    }

    @Override
    public boolean alive() {
        return loops.values().stream().allMatch(KindLoop::alive);
    }

    @Override
    public void close() {
        loops.values().forEach(KindLoop::close);
        api.close();
    }
}
