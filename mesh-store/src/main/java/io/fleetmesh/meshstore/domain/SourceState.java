package io.fleetmesh.meshstore.domain;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one source gives: the fold of its mesh topic, and its services as they were last rendered. Slices are kept whether
 * or not their service is there, so that a service appears whole. Services are named {@code namespace/name} throughout.
 */
final class SourceState {
    private record Published(Bytes value, Instant at) {}

    private final Map<String, ServiceRecord> services = new HashMap<>();
    private final Map<String, EndpointSliceRecord> slices = new HashMap<>();
    private final Map<String, NavigableMap<String, EndpointSliceRecord>> slicesByService = new HashMap<>();
    private final NavigableMap<String, Published> published = new TreeMap<>();
    private final Map<String, Instant> waiting = new HashMap<>();
    private Set<String> dirty = new HashSet<>();
    private Optional<ClusterConfigRecord> config = Optional.empty();
    private boolean caughtUp;
    private Optional<CompletenessRecord> completeness = Optional.empty();
    private boolean forced;

    void apply(MeshRecord record) {
        switch (record) {
            case ClusterConfigRecord newer -> configure(Optional.of(newer));
            case ServiceRecord service -> {
                String name = nameOf(service.namespace(), service.name());
                services.put(name, service);
                dirty.add(name);
            }
            case EndpointSliceRecord slice -> {
                removeSlice(slice.key());
                slices.put(slice.key(), slice);
                slicesByService
                        .computeIfAbsent(serviceOf(slice), _ -> new TreeMap<>())
                        .put(slice.name(), slice);
                dirty.add(serviceOf(slice));
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

    /** @param key of the mesh topic; one that was never seen changes nothing */
    void remove(String key) {
        String family = key.substring(0, Math.max(key.indexOf('/'), 0));
        switch (family) {
            case "service" -> {
                String name = key.substring(family.length() + 1);
                services.remove(name);
                dirty.add(name);
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
        return services.size();
    }

    /** All that stands now, one for each key. */
    List<MeshRecord> records() {
        List<MeshRecord> records = new ArrayList<>(services.size() + slices.size() + 2);
        config.ifPresent(records::add);
        records.addAll(services.values());
        records.addAll(slices.values());
        completeness.ifPresent(records::add);
        return records;
    }

    /** What its views may show it as: nothing before its topic was read to the end. */
    Optional<ClusterConfigRecord> servable() {
        return caughtUp ? config : Optional.empty();
    }

    /** Its services as last rendered. */
    Map<String, Bytes> values() {
        Map<String, Bytes> values = new TreeMap<>();
        published.forEach((name, service) -> values.put(name, service.value()));
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
        waiting.forEach((name, due) -> {
            if (forced || !due.isAfter(now)) {
                dirty.add(name);
            }
        });
        Set<String> candidates = dirty;
        dirty = new HashSet<>();
        Map<String, Optional<Bytes>> changes = new TreeMap<>();
        candidates.forEach(name -> settleOne(name, now, coalescing, changes));
        forced = false;
        return changes;
    }

    private void settleOne(String name, Instant now, Coalescing coalescing, Map<String, Optional<Bytes>> changes) {
        Optional<Published> last = Optional.ofNullable(published.get(name));
        if (!services.containsKey(name)) {
            waiting.remove(name);
            if (last.isPresent()) {
                published.remove(name);
                changes.put(name, Optional.empty());
            }
            return;
        }
        Instant due = last.map(service ->
                        service.at().plus(coalescing.interval(service.value().length())))
                .orElse(Instant.MIN);
        if (!forced && due.isAfter(now)) {
            waiting.put(name, due);
            return;
        }
        waiting.remove(name);
        Bytes value = render(name);
        if (last.isEmpty() || !last.get().value().equals(value)) {
            published.put(name, new Published(value, now));
            changes.put(name, Optional.of(value));
        }
    }

    private Bytes render(String name) {
        NavigableMap<String, EndpointSliceRecord> backends =
                slicesByService.getOrDefault(name, Collections.emptyNavigableMap());
        return CiliumValues.service(config.orElseThrow(), services.get(name), backends.values());
    }

    /** Name and ID stand in every value: when they change, everything is rendered anew. */
    private void configure(Optional<ClusterConfigRecord> newer) {
        boolean sameIdentity = config.isPresent()
                && newer.isPresent()
                && config.get().clusterName().equals(newer.get().clusterName())
                && config.get().clusterId() == newer.get().clusterId();
        if (!sameIdentity) {
            dirty.addAll(services.keySet());
            forced = true;
        }
        config = newer;
    }

    private void removeSlice(String key) {
        EndpointSliceRecord old = slices.remove(key);
        if (old != null) {
            NavigableMap<String, EndpointSliceRecord> siblings = slicesByService.get(serviceOf(old));
            siblings.remove(old.name());
            if (siblings.isEmpty()) {
                slicesByService.remove(serviceOf(old));
            }
            dirty.add(serviceOf(old));
        }
    }

    private static String serviceOf(EndpointSliceRecord slice) {
        return nameOf(slice.namespace(), slice.service());
    }

    private static String nameOf(String namespace, String name) {
        return namespace + "/" + name;
    }
}
