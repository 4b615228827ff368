package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.CiliumFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.InventoryFact;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One member's namespaces, services and slices, newest of each key, indexed for what exporting asks. Not thread-safe. */
final class ExportTable {
    private final Map<String, NamespaceFact> namespaces = new HashMap<>();
    private final NavigableMap<ServiceName, ServiceFact> services = new TreeMap<>();
    private final Map<String, EndpointSliceFact> slices = new HashMap<>();
    private final Map<ServiceName, NavigableMap<String, EndpointSliceFact>> slicesOf = new HashMap<>();

    /** Takes the newest fact of its key; of facts that say nothing about services, nothing. */
    Affected put(MemberFact fact) {
        return switch (fact) {
            case NamespaceFact namespace -> {
                NamespaceFact before = namespaces.put(namespace.name(), namespace);
                yield namespace.equals(before) ? Affected.NOTHING : Affected.of(servicesIn(namespace.name()));
            }
            case ServiceFact service -> {
                ServiceName name = new ServiceName(service.namespace(), service.name());
                ServiceFact before = services.put(name, service);
                yield service.equals(before) ? Affected.NOTHING : Affected.of(Set.of(name));
            }
            case EndpointSliceFact slice -> replaceSlice(slice.key(), Optional.of(slice));
            case MemberFact.ServiceExportFact _,
                    CiliumFact _,
                    MemberFact.CompletenessFact _,
                    MemberFact.IdentityFact _,
                    InventoryFact _,
                    MemberFact.ReachabilityFact _,
                    MemberFact.MassDeleteHeldFact _,
                    MemberFact.UnreadableFact _ -> Affected.NOTHING;
        };
    }

    /** Takes a tombstone. */
    Affected remove(String key) {
        String[] path = key.split("/", -1);
        if (path.length == 2 && path[0].equals(Family.NAMESPACE.segment())) {
            return namespaces.remove(path[1]) == null ? Affected.NOTHING : Affected.of(servicesIn(path[1]));
        }
        if (path.length == 3 && path[0].equals(Family.SERVICE.segment())) {
            ServiceName name = new ServiceName(path[1], path[2]);
            return services.remove(name) == null ? Affected.NOTHING : Affected.of(Set.of(name));
        }
        if (path.length == 3 && path[0].equals(Family.ENDPOINT_SLICE.segment())) {
            return replaceSlice(key, Optional.empty());
        }
        return Affected.NOTHING;
    }

    private Affected replaceSlice(String key, Optional<EndpointSliceFact> slice) {
        Optional<EndpointSliceFact> before =
                Optional.ofNullable(slice.isPresent() ? slices.put(key, slice.get()) : slices.remove(key));
        if (before.equals(slice)) {
            return Affected.NOTHING;
        }
        Set<ServiceName> affected = new HashSet<>();
        before.flatMap(ExportTable::serviceOf).ifPresent(service -> {
            slicesOf.computeIfPresent(service, (_, of) -> of.remove(key) != null && of.isEmpty() ? null : of);
            affected.add(service);
        });
        slice.ifPresent(now -> serviceOf(now).ifPresent(service -> {
            slicesOf.computeIfAbsent(service, _ -> new TreeMap<>()).put(key, now);
            affected.add(service);
        }));
        return Affected.of(affected);
    }

    private static Optional<ServiceName> serviceOf(EndpointSliceFact slice) {
        return slice.service().map(service -> new ServiceName(slice.namespace(), service));
    }

    /** The service that the slice of this key belongs to now. */
    Optional<ServiceName> owner(String sliceKey) {
        return Optional.ofNullable(slices.get(sliceKey)).flatMap(ExportTable::serviceOf);
    }

    Set<ServiceName> servicesIn(String namespace) {
        Set<ServiceName> names = new HashSet<>();
        for (ServiceName name : services.tailMap(new ServiceName(namespace, "")).keySet()) {
            if (!name.namespace().equals(namespace)) {
                break;
            }
            names.add(name);
        }
        return names;
    }

    Optional<NamespaceFact> namespace(String name) {
        return Optional.ofNullable(namespaces.get(name));
    }

    Optional<ServiceFact> service(ServiceName name) {
        return Optional.ofNullable(services.get(name));
    }

    Set<ServiceName> services() {
        return services.keySet();
    }

    Optional<EndpointSliceFact> slice(String namespace, String name) {
        return Optional.ofNullable(slices.get(MemberFact.keyOf(Family.ENDPOINT_SLICE, namespace, name)));
    }

    /** The service's slices, by name. */
    Collection<EndpointSliceFact> slices(ServiceName service) {
        NavigableMap<String, EndpointSliceFact> found = slicesOf.get(service);
        return found == null ? Set.of() : found.values();
    }
}
