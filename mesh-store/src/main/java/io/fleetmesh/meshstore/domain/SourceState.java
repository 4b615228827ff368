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
import io.fleetmesh.contract.MeshRecord.WholeSliceRecord;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one source gives: the fold of its mesh topic, and its services as they were last rendered. Slices are kept whether
 * or not their service is there, so that a service appears whole. Entries are named as in the mesh topic without the kind,
 * services for example {@code namespace/name}.
 */
final class SourceState {
    private final Map<String, SourceService> services = new HashMap<>();
    /** By key of the mesh topic. */
    private final Map<String, SourceService.Slice> slices = new HashMap<>();

    private final SourceEntries<NodeRecord> nodes =
            new SourceEntries<>(Form.compact(NodeRecord.class, CiliumFamilyValues::node));
    private final SourceEntries<IdentityRecord> identities = new SourceEntries<>(
            Form.compact(IdentityRecord.class, (_, identity) -> CiliumFamilyValues.identity(identity)));
    private final SourceEntries<IpRecord> ips = new SourceEntries<>(new IpForm());
    private final SourceEntries<ServiceExportRecord> exports =
            new SourceEntries<>(Form.compact(ServiceExportRecord.class, CiliumFamilyValues::serviceExport));
    private final SourceEntries<WholeSliceRecord> wholeSlices =
            new SourceEntries<>(Form.compact(WholeSliceRecord.class, SliceValues::endpointSlice));
    /** Of all families but that of services. */
    private final Map<MeshFamily, SourceEntries<?>> entries = Map.of(
            MeshFamily.NODES, nodes,
            MeshFamily.IDENTITIES, identities,
            MeshFamily.IPS, ips,
            MeshFamily.ENDPOINT_SLICES, wholeSlices,
            MeshFamily.SERVICE_EXPORTS, exports);

    private final Map<SourceService, Instant> waiting = new HashMap<>();
    private Set<SourceService> dirty = new HashSet<>();
    private Optional<ClusterConfigRecord> config = Optional.empty();
    private boolean caughtUp;
    /** Any thread may ask what is complete. */
    private final Map<MeshFamily, CompletenessRecord> complete = new ConcurrentHashMap<>();

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
                boolean first = complete.put(marker.family(), marker) == null;
                forced |= first && marker.family() == MeshFamily.SERVICES;
            }
            case NodeRecord node -> nodes.say(nameOf(node), node);
            case IdentityRecord identity -> identities.say(nameOf(identity), identity);
            case IpRecord ip -> ips.say(nameOf(ip), ip);
            case WholeSliceRecord slice -> wholeSlices.say(nameOf(slice), slice);
            case ServiceExportRecord export -> exports.say(nameOf(export), export);
        }
    }

    private SourceService service(String name) {
        return services.computeIfAbsent(name, SourceService::new);
    }

    /** @param key of the mesh topic; one that was never seen changes nothing */
    void remove(String key) {
        String kind = key.substring(0, Math.max(key.indexOf('/'), 0));
        String name = key.substring(key.indexOf('/') + 1);
        switch (kind) {
            case "service" -> {
                SourceService known = services.get(name);
                if (known != null) {
                    known.sayNoService();
                    dirty.add(known);
                }
            }
            case "endpointslice" -> removeSlice(key);
            case "complete" ->
                complete.keySet().removeIf(family -> family.segment().equals(name));
            case "node" -> nodes.remove(name);
            case "identity" -> identities.remove(name);
            case "ip" -> ips.remove(name);
            case "wholeslice" -> wholeSlices.remove(name);
            case "serviceexport" -> exports.remove(name);
            default -> {
                if (key.equals("cluster-config")) {
                    configure(Optional.empty());
                }
            }
        }
    }

    void caughtUp() {
        if (!caughtUp) {
            entries.values().forEach(SourceEntries::beginShowing);
        }
        caughtUp = true;
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    boolean isComplete(MeshFamily family) {
        return complete.containsKey(family);
    }

    /** How many entries it has of a family. */
    int size(MeshFamily family) {
        return Optional.ofNullable(entries.get(family)).map(SourceEntries::size).orElseGet(() -> (int)
                services.values().stream().filter(SourceService::isService).count());
    }

    /** All that stands now, one for each key. */
    List<MeshRecord> records() {
        PackedRecords records = new PackedRecords();
        config.ifPresent(record -> records.add(ClusterConfigRecord.class, CompactCodec.pack(record)));
        entries.values().forEach(family -> family.addTo(records));
        services.values().forEach(service -> service.addTo(records));
        complete.values().forEach(record -> records.add(CompletenessRecord.class, CompactCodec.pack(record)));
        return records;
    }

    /** What its views may show it as: nothing before its topic was read to the end. */
    Optional<ClusterConfigRecord> servable() {
        return caughtUp ? config : Optional.empty();
    }

    /** Its entries as last settled, by name; only while it is {@link #servable}. */
    Map<String, Bytes> values(MeshFamily family) {
        return Optional.ofNullable(entries.get(family))
                .map(of -> of.values(config.orElseThrow()))
                .orElseGet(this::serviceValues);
    }

    private Map<String, Bytes> serviceValues() {
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
     * @param shown families that are shown to anyone; others are rendered when they are
     * @return by family and name the new value, or nothing for what is gone
     */
    Map<MeshFamily, Map<String, Optional<Bytes>>> settle(Instant now, Coalescing coalescing, Set<MeshFamily> shown) {
        if (servable().isEmpty()) {
            return Map.of();
        }
        ClusterConfigRecord as = servable().get();
        Map<MeshFamily, Map<String, Optional<Bytes>>> changes = new EnumMap<>(MeshFamily.class);
        entries.forEach((family, of) -> {
            if (shown.contains(family)) {
                changes.put(family, of.settle(as));
            }
        });
        changes.put(MeshFamily.SERVICES, settleServices(now, coalescing));
        return changes;
    }

    private Map<String, Optional<Bytes>> settleServices(Instant now, Coalescing coalescing) {
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
            entries.values().forEach(SourceEntries::renderAll);
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

    private static String nameOf(MeshRecord record) {
        return record.key().substring(record.key().indexOf('/') + 1);
    }

    private static String nameOf(String namespace, String name) {
        return namespace + "/" + name;
    }
}
