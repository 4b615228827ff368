package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.CompactCodec;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.NodeRecord;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one source gives: the fold of its mesh topic, and its services as they were last rendered. Slices are kept whether
 * or not their service is there, so that a service appears whole. Services are named {@code namespace/name} throughout.
 */
final class SourceState {
    private final Map<String, SourceService> services = new HashMap<>();
    /** By key of the mesh topic. */
    private final Map<String, SourceService.Slice> slices = new HashMap<>();

    private final Map<SourceService, Instant> waiting = new HashMap<>();
    private Set<SourceService> dirty = new HashSet<>();
    private Optional<ClusterConfigRecord> config = Optional.empty();
    private boolean caughtUp;
    private Optional<CompletenessRecord> completeness = Optional.empty();
    private boolean forced;

    void apply(MeshRecord record) {
        switch (record) {
            case ClusterConfigRecord newer -> configure(Optional.of(newer));
            case ServiceRecord service -> {
                SourceService known = service(nameOf(service.namespace(), service.name()));
                known.say(service);
                dirty.add(known);
            }
            case EndpointSliceRecord slice -> {
                removeSlice(slice.key());
                SourceService owner = service(nameOf(slice.namespace(), slice.service()));
                slices.put(slice.key(), owner.add(slice));
                dirty.add(owner);
            }
            case CompletenessRecord marker -> {
                if (marker.family() == MeshFamily.SERVICES) {
                    forced |= completeness.isEmpty();
                    completeness = Optional.of(marker);
                }
            }
            // Not served yet.
            case NodeRecord _, IdentityRecord _, IpRecord _, ServiceExportRecord _ -> {}
        }
    }

    private SourceService service(String name) {
        return services.computeIfAbsent(name, SourceService::new);
    }

    /** @param key of the mesh topic; one that was never seen changes nothing */
    void remove(String key) {
        String family = key.substring(0, Math.max(key.indexOf('/'), 0));
        switch (family) {
            case "service" -> {
                SourceService known = services.get(key.substring(family.length() + 1));
                if (known != null) {
                    known.sayNoService();
                    dirty.add(known);
                }
            }
            case "endpointslice" -> removeSlice(key);
            case "complete" -> {
                if (key.equals(CompletenessRecord.keyOf(MeshFamily.SERVICES))) {
                    completeness = Optional.empty();
                }
            }
            default -> {
                if (key.equals("cluster-config")) {
                    configure(Optional.empty());
                }
            }
        }
    }

    void caughtUp() {
        caughtUp = true;
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    boolean isComplete() {
        return completeness.isPresent();
    }

    int services() {
        return (int) services.values().stream().filter(SourceService::isService).count();
    }

    /** All that stands now, one for each key. */
    List<MeshRecord> records() {
        PackedRecords records = new PackedRecords();
        config.ifPresent(record -> records.add(ClusterConfigRecord.class, CompactCodec.pack(record)));
        services.values().forEach(service -> service.addTo(records));
        completeness.ifPresent(record -> records.add(CompletenessRecord.class, CompactCodec.pack(record)));
        return records;
    }

    /** What its views may show it as: nothing before its topic was read to the end. */
    Optional<ClusterConfigRecord> servable() {
        return caughtUp ? config : Optional.empty();
    }

    /** Its services as last rendered. */
    Map<String, Bytes> values() {
        Map<String, Bytes> values = new TreeMap<>();
        services.values().forEach(service -> service.value().ifPresent(value -> values.put(service.name(), value)));
        return values;
    }

    Optional<Instant> nextDue() {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(Collections.min(waiting.values()));
    }

    /**
     * Renders what changed and is due.
     *
     * @return by service its new value, or nothing for one that is gone
     */
    Map<String, Optional<Bytes>> settle(Instant now, Coalescing coalescing) {
        if (servable().isEmpty()) {
            return Map.of();
        }
        waiting.forEach((service, due) -> {
            if (forced || !due.isAfter(now)) {
                dirty.add(service);
            }
        });
        Set<SourceService> candidates = dirty;
        dirty = new HashSet<>();
        Map<String, Optional<Bytes>> changes = new TreeMap<>();
        candidates.forEach(service -> settleOne(service, now, coalescing, changes));
        forced = false;
        return changes;
    }

    private void settleOne(
            SourceService service, Instant now, Coalescing coalescing, Map<String, Optional<Bytes>> changes) {
        if (!service.isService()) {
            waiting.remove(service);
            if (service.unwrite()) {
                changes.put(service.name(), Optional.empty());
            }
            if (service.isForgotten()) {
                services.remove(service.name());
            }
            return;
        }
        Instant due = service.due(coalescing);
        if (!forced && due.isAfter(now)) {
            waiting.put(service, due);
            return;
        }
        waiting.remove(service);
        if (service.write(service.render(config.orElseThrow()), now)) {
            changes.put(service.name(), service.value());
        }
    }

    /** Name and ID stand in every value: when they change, everything is rendered anew. */
    private void configure(Optional<ClusterConfigRecord> newer) {
        boolean sameIdentity = config.isPresent()
                && newer.isPresent()
                && config.get().clusterName().equals(newer.get().clusterName())
                && config.get().clusterId() == newer.get().clusterId();
        if (!sameIdentity) {
            dirty.addAll(services.values());
            forced = true;
        }
        config = newer;
    }

    private void removeSlice(String key) {
        SourceService.Slice old = slices.remove(key);
        if (old != null) {
            old.owner().remove(old);
            dirty.add(old.owner());
        }
    }

    private static String nameOf(String namespace, String name) {
        return namespace + "/" + name;
    }
}
