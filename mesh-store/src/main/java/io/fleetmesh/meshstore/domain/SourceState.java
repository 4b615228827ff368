package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.CompactCodec;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.HeldExportRecord;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.NodeRecord;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.MeshRecord.WholeSliceRecord;
import io.fleetmesh.contract.NamespaceChoice;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one source gives: the fold of its mesh topic, and its services as they were last rendered. Entries are named as in
 * the mesh topic without the kind, services for example {@code namespace/name}.
 */
final class SourceState {
    private final SourceServices services = new SourceServices();
    private final SourceEntries<NodeRecord> nodes =
            new SourceEntries<>(Form.compact(NodeRecord.class, CiliumFamilyValues::node));
    private final SourceEntries<IdentityRecord> identities = new SourceEntries<>(new IdentityForm());
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

    private Optional<ClusterConfigRecord> config = Optional.empty();
    private boolean caughtUp;
    /** Any thread may ask what is complete. */
    private final Map<MeshFamily, CompletenessRecord> complete = new ConcurrentHashMap<>();

    void apply(MeshRecord record) {
        switch (record) {
            case ClusterConfigRecord newer -> configure(Optional.of(newer));
            case ServiceRecord service -> services.say(service);
            case EndpointSliceRecord slice -> services.say(slice);
            case CompletenessRecord marker -> {
                boolean first = complete.put(marker.family(), marker) == null;
                if (first && marker.family() == MeshFamily.SERVICES) {
                    services.force();
                }
            }
            // What waits for approval is for those who approve.
            case HeldExportRecord _ -> {}
            case NodeRecord node -> nodes.say(nameOf(node), node);
            case IdentityRecord identity -> identities.say(nameOf(identity), identity);
            case IpRecord ip -> ips.say(nameOf(ip), ip);
            case WholeSliceRecord slice -> wholeSlices.say(nameOf(slice), slice);
            case ServiceExportRecord export -> exports.say(nameOf(export), export);
        }
    }

    private static String nameOf(MeshRecord record) {
        return record.key().substring(record.key().indexOf('/') + 1);
    }

    /** @param key of the mesh topic; one that was never seen changes nothing */
    void remove(String key) {
        String kind = key.substring(0, Math.max(key.indexOf('/'), 0));
        String name = key.substring(key.indexOf('/') + 1);
        switch (kind) {
            case "service" -> services.removeService(name);
            case "endpointslice" -> services.removeSlice(key);
            case "complete" ->
                complete.keySet().removeIf(family -> family.segment().equals(name));
            case "node" -> nodes.remove(name);
            case "identity" -> identities.remove(name);
            case "ip" -> ips.remove(name);
            case "wholeslice" -> wholeSlices.remove(name);
            case "serviceexport" -> exports.remove(name);
            default -> {
                if (key.equals(ClusterConfigRecord.KEY)) {
                    configure(Optional.empty());
                }
            }
        }
    }

    void caughtUp() {
        if (!caughtUp) {
            entries.values().forEach(SourceEntries::shownToNobody);
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
        return family(family).size();
    }

    /** All that stands now, one for each key. */
    List<MeshRecord> records() {
        PackedRecords records = new PackedRecords();
        config.ifPresent(record -> records.add(ClusterConfigRecord.class, CompactCodec.pack(record)));
        entries.values().forEach(family -> family.addTo(records));
        services.addTo(records);
        complete.values().forEach(record -> records.add(CompletenessRecord.class, CompactCodec.pack(record)));
        return records;
    }

    /** What its views may show it as: nothing before its topic was read to the end. */
    Optional<ClusterConfigRecord> servable() {
        return caughtUp ? config : Optional.empty();
    }

    /** Its entries as last settled, by name, those of the namespaces that are {@code seen}; only while it is {@link #servable}. */
    Map<String, Bytes> values(MeshFamily family, NamespaceChoice seen) {
        return family(family).values(config.orElseThrow(), seen);
    }

    /** As {@link FamilyEntries#changes}; only while it is {@link #servable}. */
    Map<String, Optional<Bytes>> changes(
            MeshFamily family, Map<String, Optional<Bytes>> changes, NamespaceChoice seen, NamespaceChoice now) {
        return family(family).changes(config.orElseThrow(), changes, seen, now);
    }

    private FamilyEntries family(MeshFamily family) {
        FamilyEntries simple = entries.get(family);
        return simple == null ? services : simple;
    }

    Optional<Instant> nextDue() {
        return services.nextDue();
    }

    /**
     * Renders what changed and is due.
     *
     * @param shown families that are shown to anyone; others are rendered when they are
     * @return by family and name the new value, or nothing for what is gone
     */
    Map<MeshFamily, Map<String, Optional<Bytes>>> settle(Instant now, Coalescing coalescing, Set<MeshFamily> shown) {
        if (servable().isEmpty()) {
            entries.values().forEach(SourceEntries::shownToNobody);
            return Map.of();
        }
        ClusterConfigRecord as = servable().get();
        Map<MeshFamily, Map<String, Optional<Bytes>>> changes = new EnumMap<>(MeshFamily.class);
        entries.forEach((family, of) -> {
            if (shown.contains(family)) {
                changes.put(family, of.settle(as));
            } else {
                of.shownToNobody();
            }
        });
        changes.put(MeshFamily.SERVICES, services.settle(as, now, coalescing));
        return changes;
    }

    /** Name and ID stand in every value: when they change, everything is rendered anew. */
    private void configure(Optional<ClusterConfigRecord> newer) {
        boolean sameIdentity = config.isPresent()
                && newer.isPresent()
                && config.get().clusterName().equals(newer.get().clusterName())
                && config.get().clusterId() == newer.get().clusterId();
        if (!sameIdentity) {
            services.renderAll();
            entries.values().forEach(SourceEntries::renderAll);
        }
        config = newer;
    }
}
