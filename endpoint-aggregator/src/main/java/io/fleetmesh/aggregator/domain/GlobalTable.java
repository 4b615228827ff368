package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.Backend;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.HeldExportRecord;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Stage two: the fold of all members' mesh records to one view per service. The view depends on the newest record of each
 * member's keys alone, never on the order of arrival.
 *
 * <p>Not thread-safe.
 */
public final class GlobalTable {
    private static final String EXPORTS = "serviceexport/";
    private static final String COMPLETE = "complete/";
    private static final List<String> KINDS =
            List.of("service/", "endpointslice/", EXPORTS, HeldExportRecord.PREFIX, COMPLETE);

    private final Map<ServiceName, NavigableMap<String, Part>> parts = new HashMap<>();
    private final Map<String, Map<String, ServiceName>> ownersByMember = new HashMap<>();
    private final Map<String, String> clusterNames = new HashMap<>();
    /** By member. */
    private final Map<String, Set<MeshFamily>> complete = new HashMap<>();

    /** What one member has of one service name. */
    private static final class Part {
        private Optional<ServiceRecord> service = Optional.empty();
        private Optional<ServiceExportRecord> export = Optional.empty();
        private Optional<HeldExportRecord> held = Optional.empty();
        private final Map<String, List<String>> addressesBySlice = new HashMap<>();

        boolean isEmpty() {
            return service.isEmpty() && export.isEmpty() && held.isEmpty() && addressesBySlice.isEmpty();
        }

        int backends() {
            Set<String> distinct = new HashSet<>();
            addressesBySlice.values().forEach(distinct::addAll);
            return distinct.size();
        }
    }

    /** Whether a record of a member's mesh topic can make a difference here: nine of ten are addresses, and do not. */
    public static boolean concerns(String key) {
        return key.equals(ClusterConfigRecord.KEY) || KINDS.stream().anyMatch(key::startsWith);
    }

    /**
     * Takes the newest record of a key of a member's mesh topic.
     *
     * @param value empty for a tombstone
     * @return names whose view may differ now
     */
    public Set<ServiceName> apply(String member, String key, Optional<MeshRecord> value) {
        if (key.equals(ClusterConfigRecord.KEY)) {
            return rename(member, value);
        }
        if (value.isPresent() && value.get() instanceof CompletenessRecord marker) {
            complete.computeIfAbsent(member, _ -> EnumSet.noneOf(MeshFamily.class))
                    .add(marker.family());
            return Set.of();
        }
        Set<ServiceName> affected = new HashSet<>();
        Map<String, ServiceName> owners = ownersByMember.computeIfAbsent(member, _ -> new HashMap<>());
        Optional.ofNullable(owners.remove(key)).ifPresent(before -> {
            take(member, key, before);
            affected.add(before);
        });
        value.flatMap(GlobalTable::ownerOf).ifPresent(now -> {
            owners.put(key, now);
            give(member, value.orElseThrow(), now);
            affected.add(now);
        });
        if (owners.isEmpty()) {
            ownersByMember.remove(member);
        }
        return Set.copyOf(affected);
    }

    /** Cluster names decide between exports of one age. */
    private Set<ServiceName> rename(String member, Optional<MeshRecord> value) {
        Optional<String> name = value.filter(ClusterConfigRecord.class::isInstance)
                .map(config -> ((ClusterConfigRecord) config).clusterName());
        Optional<String> before = Optional.ofNullable(
                name.isPresent() ? clusterNames.put(member, name.get()) : clusterNames.remove(member));
        return before.equals(name)
                ? Set.of()
                : ownersByMember.getOrDefault(member, Map.of()).entrySet().stream()
                        .filter(owned -> isExport(owned.getKey()))
                        .map(Map.Entry::getValue)
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isExport(String key) {
        return key.startsWith(EXPORTS);
    }

    /** Drops all that a member gave: it has left the mesh. */
    public Set<ServiceName> forget(String member) {
        clusterNames.remove(member);
        complete.remove(member);
        Set<ServiceName> affected = new HashSet<>();
        for (String key :
                Set.copyOf(ownersByMember.getOrDefault(member, Map.of()).keySet())) {
            affected.addAll(apply(member, key, Optional.empty()));
        }
        return affected;
    }

    /**
     * The members of {@code standing} that have not vouched for having given everything of what they have there: what they lack
     * was perhaps lost, and not withdrawn.
     */
    public Set<String> unproven(GlobalService standing) {
        Set<String> unproven = new TreeSet<>();
        standing.exporters().forEach(exporter -> unproven.add(exporter.member()));
        unproven.removeIf(member -> isComplete(member, MeshFamily.SERVICES));
        standing.serviceImport().stream()
                .flatMap(made -> made.exports().stream())
                .filter(export -> !isComplete(export.member(), MeshFamily.SERVICE_EXPORTS))
                .forEach(export -> unproven.add(export.member()));
        return unproven;
    }

    private boolean isComplete(String member, MeshFamily family) {
        return complete.getOrDefault(member, Set.of()).contains(family);
    }

    private static Optional<ServiceName> ownerOf(MeshRecord value) {
        return switch (value) {
            case ServiceRecord service -> Optional.of(new ServiceName(service.namespace(), service.name()));
            case EndpointSliceRecord slice -> Optional.of(new ServiceName(slice.namespace(), slice.service()));
            case ServiceExportRecord export -> Optional.of(new ServiceName(export.namespace(), export.name()));
            case HeldExportRecord held -> Optional.of(new ServiceName(held.namespace(), held.name()));
            case ClusterConfigRecord _,
                    MeshRecord.WholeSliceRecord _,
                    MeshRecord.NodeRecord _,
                    MeshRecord.IdentityRecord _,
                    MeshRecord.IpRecord _,
                    MeshRecord.CompletenessRecord _ -> Optional.empty();
        };
    }

    private void give(String member, MeshRecord value, ServiceName name) {
        Part part = parts.computeIfAbsent(name, _ -> new TreeMap<>()).computeIfAbsent(member, _ -> new Part());
        if (value instanceof ServiceRecord service) {
            part.service = Optional.of(service);
        } else if (value instanceof ServiceExportRecord export) {
            part.export = Optional.of(export);
        } else if (value instanceof HeldExportRecord held) {
            part.held = Optional.of(held);
        } else if (value instanceof EndpointSliceRecord slice) {
            part.addressesBySlice.put(
                    slice.key(), slice.backends().stream().map(Backend::address).toList());
        }
    }

    private void take(String member, String key, ServiceName name) {
        NavigableMap<String, Part> members = parts.get(name);
        Part part = members == null ? null : members.get(member);
        if (part == null) {
            throw new IllegalStateException("the index names " + name + " as owner of " + key + " but it has no part");
        }
        if (isExport(key)) {
            part.export = Optional.empty();
        } else if (key.startsWith(HeldExportRecord.PREFIX)) {
            part.held = Optional.empty();
        } else if (part.addressesBySlice.remove(key) == null) {
            part.service = Optional.empty();
        }
        if (part.isEmpty()) {
            members.remove(member);
        }
        if (members.isEmpty()) {
            parts.remove(name);
        }
    }

    /** All names that have a view, ascending. */
    public NavigableSet<ServiceName> names() {
        NavigableSet<ServiceName> names = new TreeSet<>();
        for (ServiceName name : parts.keySet()) {
            desired(name).ifPresent(_ -> names.add(name));
        }
        return names;
    }

    /** The view of a service; empty where no member exports it in either way, or asks to. */
    public Optional<GlobalService> desired(ServiceName name) {
        List<Exporter> exporters = new ArrayList<>();
        List<MemberServiceExport> exports = new ArrayList<>();
        List<GlobalService.Held> held = new ArrayList<>();
        parts.getOrDefault(name, new TreeMap<>()).forEach((member, part) -> {
            part.service
                    .map(service -> new Exporter(member, service.headless(), service.ports(), part.backends()))
                    .ifPresent(exporters::add);
            part.export
                    .map(export -> new MemberServiceExport(member, clusterNames.getOrDefault(member, member), export))
                    .ifPresent(exports::add);
            part.held
                    .map(waiting -> new GlobalService.Held(member, waiting.created()))
                    .ifPresent(held::add);
        });
        if (exporters.isEmpty() && exports.isEmpty() && held.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new GlobalService(
                name.namespace(),
                name.name(),
                exporters,
                Conflicts.among(exporters),
                exports.isEmpty() ? Optional.empty() : Optional.of(ImportMerge.of(exports)),
                held));
    }
}
