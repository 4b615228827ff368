package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.Family;
import io.fleetmesh.watcher.domain.MemberListener;
import io.fleetmesh.watcher.domain.MemberSource;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A member's Kubernetes API: one {@link KindLoop} for each kind, and an {@link InventoryLoop} for the rest. */
final class KubernetesSource implements MemberSource {
    private final MemberConnection api;
    private final WatchTimings timings;
    private final WatchMeters meters;
    private final Clock clock;
    private final Map<Family, KindLoop<?>> loops = new ConcurrentHashMap<>();
    private volatile @Nullable InventoryLoop inventory;

    KubernetesSource(MemberConnection api, WatchTimings timings, WatchMeters meters, Clock clock) {
        this.api = api;
        this.timings = timings;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public Set<Family> families() {
        return WatchedKind.all().stream().map(WatchedKind::family).collect(Collectors.toSet());
    }

    @Override
    public void begin(MemberListener listener) {
        WatchedKind.all()
                .forEach(kind -> loops.put(kind.family(), KindLoop.start(kind, api, listener, timings, meters)));
        inventory = InventoryLoop.start(api, new Inspector(api, clock), listener, timings);
    }

    @Override
    public void reconsider(Set<Family> families) {
        // One that has not begun yet will ask by itself.
        families.forEach(family -> Optional.ofNullable(loops.get(family)).ifPresent(KindLoop::wake));
        Optional.ofNullable(inventory).ifPresent(InventoryLoop::wake);
    }

    @Override
    public boolean alive() {
        InventoryLoop begun = inventory;
        return begun != null && begun.alive() && loops.values().stream().allMatch(KindLoop::alive);
    }

    @Override
    public void close() {
        loops.values().forEach(KindLoop::close);
        Optional.ofNullable(inventory).ifPresent(InventoryLoop::close);
        api.close();
    }
}
