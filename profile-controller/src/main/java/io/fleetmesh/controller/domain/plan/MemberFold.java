package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointSliceFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.MemberFact.MassDeleteHeldFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MemberFact.UnreadableFact;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Folds the facts of one member. The order of different keys does not matter. */
final class MemberFold {
    private final String member;
    private final EndpointTally endpoints = new EndpointTally();
    private final ServiceTally services = new ServiceTally();
    private final Map<String, Optional<String>> namespaces = new HashMap<>();
    private final Map<String, NodeInventory> nodes = new HashMap<>();
    private final Set<Family> complete = EnumSet.noneOf(Family.class);
    private final Set<Family> held = EnumSet.noneOf(Family.class);
    private final Set<String> unreadable = new HashSet<>();
    /** Facts of which there is one, by key. */
    private final Map<String, MemberFact> single = new HashMap<>();

    private @Nullable MemberInventory current;

    MemberFold(String member) {
        this.member = member;
    }

    void put(MemberFact fact) {
        current = null;
        switch (fact) {
            case NamespaceFact namespace -> namespaces.put(namespace.name(), namespace.global());
            case ServiceFact service -> services.service(rest(fact.key()), Optional.of(service));
            case EndpointSliceFact slice -> services.slice(rest(fact.key()), Optional.of(slice));
            case ServiceExportFact _ -> services.export(rest(fact.key()), true);
            case CiliumNodeFact node -> nodes.put(node.name(), inventory(node));
            case CiliumIdentityFact identity ->
                endpoints.identity(
                        identity.name(), Optional.of(identity.namespace().orElse("")));
            case CiliumEndpointFact endpoint -> endpoints.endpoint(rest(fact.key()), Optional.of(endpoint.endpoint()));
            case CiliumEndpointSliceFact slice -> endpoints.slice(slice.name(), slice.namespace(), slice.endpoints());
            case CompletenessFact family -> complete.add(family.family());
            case MassDeleteHeldFact family -> held.add(family.family());
            case UnreadableFact object -> unreadable.add(object.key());
            case CiliumConfigFact _,
                    CiliumAgentFact _,
                    ClusterFact _,
                    OwnersFact _,
                    IdentityFact _,
                    ReachabilityFact _ -> single.put(fact.key(), fact);
        }
    }

    private static NodeInventory inventory(CiliumNodeFact node) {
        return new NodeInventory(
                node.podCidrs(), node.addresses().size() + count(node.health()) + count(node.ingress()));
    }

    private static int count(IpPair pair) {
        return (pair.ipv4().isPresent() ? 1 : 0) + (pair.ipv6().isPresent() ? 1 : 0);
    }

    /** What stood under {@code key} is gone. */
    void remove(String key) {
        current = null;
        String rest = rest(key);
        switch (key.substring(0, key.length() - rest.length())) {
            case "namespace/" -> namespaces.remove(rest);
            case "service/" -> services.service(rest, Optional.empty());
            case "endpointslice/" -> services.slice(rest, Optional.empty());
            case "serviceexport/" -> services.export(rest, false);
            case "ciliumnode/" -> nodes.remove(rest);
            case "ciliumidentity/" -> endpoints.identity(rest, Optional.empty());
            case "ciliumendpoint/" -> endpoints.endpoint(rest, Optional.empty());
            case "ciliumendpointslice/" -> endpoints.removeSlice(rest);
            case "complete/" -> family(rest).ifPresent(complete::remove);
            case "held/" -> family(rest).ifPresent(held::remove);
            case "unreadable/" -> unreadable.remove(key);
            default -> single.remove(key);
        }
    }

    private static Optional<Family> family(String segment) {
        for (Family family : Family.values()) {
            if (family.segment().equals(segment)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }

    /** What stands behind the first slash; all where there is none. */
    private static String rest(String key) {
        return key.substring(key.indexOf('/') + 1);
    }

    MemberInventory inventory() {
        if (current == null) {
            current = made();
        }
        return current;
    }

    private MemberInventory made() {
        Optional<CiliumConfigFact> config = single(CiliumConfigFact.KEY, CiliumConfigFact.class);
        return new MemberInventory(
                member,
                config,
                single(CiliumAgentFact.KEY, CiliumAgentFact.class)
                        .flatMap(CiliumAgentFact::version)
                        .or(() -> config.flatMap(CiliumConfigFact::version)),
                new TreeMap<>(nodes),
                single("reachability", ReachabilityFact.class),
                single("identity", IdentityFact.class).map(IdentityFact::kubeSystemUid),
                complete,
                held,
                unreadable.size(),
                single(ClusterFact.KEY, ClusterFact.class),
                single(OwnersFact.KEY, OwnersFact.class),
                byNamespace());
    }

    private <T> Optional<T> single(String key, Class<T> type) {
        return Optional.ofNullable(single.get(key)).map(type::cast);
    }

    private NavigableMap<String, NamespaceInventory> byNamespace() {
        Set<String> names = new TreeSet<>(namespaces.keySet());
        names.addAll(endpoints.namespaces());
        names.addAll(services.namespaces());
        NavigableMap<String, NamespaceInventory> all = new TreeMap<>();
        for (String name : names) {
            EndpointTally.Count count = endpoints.of(name);
            all.put(
                    name,
                    new NamespaceInventory(
                            namespaces.containsKey(name),
                            namespaces.getOrDefault(name, Optional.empty()),
                            count == null ? 0 : count.endpoints,
                            count == null ? 0 : count.addresses,
                            count == null ? 0 : count.identities,
                            services.globalServices(name),
                            services.exports(name)));
        }
        return all;
    }
}
