package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The services that one source gives, each with the backends of its slices, as they were last rendered. Slices are kept
 * whether or not their service is there, so that a service appears whole. A service is named {@code namespace/name}.
 */
final class SourceServices implements FamilyEntries {
    private record Rendered(String name, Bytes value) implements Entry {
        @Override
        public Optional<String> namespace() {
            return Form.namespaceIn(name);
        }
    }

    private final Map<String, SourceService> services = new HashMap<>();
    /** By key of the mesh topic. */
    private final Map<String, SourceService.Slice> slices = new HashMap<>();

    private final Map<SourceService, Instant> waiting = new HashMap<>();
    private Set<SourceService> dirty = new HashSet<>();
    private boolean forced;

    void say(ServiceRecord record) {
        SourceService known = service(nameOf(record.namespace(), record.name()));
        known.say(record);
        dirty.add(known);
    }

    void say(EndpointSliceRecord slice) {
        removeSlice(slice.key());
        SourceService owner = service(nameOf(slice.namespace(), slice.service()));
        slices.put(slice.key(), owner.add(slice));
        dirty.add(owner);
    }

    private SourceService service(String name) {
        return services.computeIfAbsent(name, SourceService::new);
    }

    private static String nameOf(String namespace, String name) {
        return namespace + "/" + name;
    }

    void removeService(String name) {
        SourceService known = services.get(name);
        if (known != null) {
            known.sayNoService();
            dirty.add(known);
        }
    }

    /** @param key of the mesh topic */
    void removeSlice(String key) {
        SourceService.Slice old = slices.remove(key);
        if (old != null) {
            old.owner().remove(old);
            dirty.add(old.owner());
        }
    }

    /** What stands in every value has changed. */
    void renderAll() {
        dirty.addAll(services.values());
        forced = true;
    }

    /** Nothing waits at the next time. */
    void force() {
        forced = true;
    }

    @Override
    public int size() {
        return (int) services.values().stream().filter(SourceService::isService).count();
    }

    @Override
    public Stream<? extends Entry> entries(ClusterConfigRecord config) {
        return services.values().stream()
                .flatMap(service -> service.value().map(value -> new Rendered(service.name(), value)).stream());
    }

    @Override
    public Optional<String> namespace(String name) {
        return Form.namespaceIn(name);
    }

    Optional<Instant> nextDue() {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(Collections.min(waiting.values()));
    }

    /** Renders what changed and is due: by name the new value, or nothing for what is gone. */
    Map<String, Optional<Bytes>> settle(ClusterConfigRecord config, Instant now, Coalescing coalescing) {
        waiting.keySet().forEach(service -> {
            if (forced || !service.due(coalescing, now).isAfter(now)) {
                dirty.add(service);
            }
        });
        Set<SourceService> candidates = dirty;
        dirty = new HashSet<>();
        Map<String, Optional<Bytes>> changes = new TreeMap<>();
        candidates.forEach(service -> {
            if (service.isService()) {
                settleOne(service, config, now, coalescing, changes);
            } else {
                settleGone(service, changes);
            }
        });
        forced = false;
        return changes;
    }

    private void settleGone(SourceService service, Map<String, Optional<Bytes>> changes) {
        waiting.remove(service);
        if (service.unwrite()) {
            changes.put(service.name(), Optional.empty());
        }
        if (service.isForgotten()) {
            services.remove(service.name());
        }
    }

    private void settleOne(
            SourceService service,
            ClusterConfigRecord config,
            Instant now,
            Coalescing coalescing,
            Map<String, Optional<Bytes>> changes) {
        Instant due = service.due(coalescing, now);
        if (!forced && due.isAfter(now)) {
            waiting.put(service, due);
            return;
        }
        waiting.remove(service);
        if (service.write(service.render(config), now)) {
            changes.put(service.name(), service.value());
        }
    }

    /** What was said; whoever reads the list unpacks record by record. */
    void addTo(PackedRecords records) {
        services.values().forEach(service -> service.addTo(records));
    }
}
