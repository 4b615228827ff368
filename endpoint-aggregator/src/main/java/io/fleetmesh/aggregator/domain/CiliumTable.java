package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.CiliumFact;
import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointSliceFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.Family;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One member's facts of Cilium's own objects, newest of each key, indexed for what exporting asks. Not thread-safe. */
final class CiliumTable {
    private final Map<String, CiliumNodeFact> nodes = new HashMap<>();
    private final Map<String, CiliumIdentityFact> identities = new HashMap<>();
    private final Map<String, Set<String>> identitiesIn = new HashMap<>();
    private final IpTable ips = new IpTable();
    private Optional<CiliumConfigFact> config = Optional.empty();
    private Optional<CiliumAgentFact> agent = Optional.empty();

    /** Takes the newest fact of its key. */
    Affected put(CiliumFact fact) {
        return switch (fact) {
            case CiliumNodeFact node ->
                node.equals(nodes.put(node.name(), node))
                        ? Affected.NOTHING
                        : Affected.ofItems(Set.of(Item.node(node.name())));
            case CiliumIdentityFact identity -> replaceIdentity(identity.name(), Optional.of(identity));
            case CiliumEndpointFact endpoint -> ips.put(EndpointClaims.of(endpoint));
            case CiliumEndpointSliceFact slice -> ips.put(EndpointClaims.of(slice));
            case CiliumConfigFact newer -> configure(Optional.of(newer));
            case CiliumAgentFact newer -> run(Optional.of(newer));
        };
    }

    /**
     * Takes a tombstone.
     *
     * @param family of the key
     * @param name the rest of the key
     */
    Affected remove(Family family, String name) {
        return switch (family) {
            case CILIUM_NODE ->
                nodes.remove(name) == null ? Affected.NOTHING : Affected.ofItems(Set.of(Item.node(name)));
            case CILIUM_IDENTITY -> replaceIdentity(name, Optional.empty());
            case CILIUM_ENDPOINT, CILIUM_ENDPOINT_SLICE -> ips.remove(family.segment() + "/" + name);
            case CILIUM_CONFIG -> configure(Optional.empty());
            case CILIUM_AGENT -> run(Optional.empty());
            case NAMESPACE, SERVICE, ENDPOINT_SLICE, SERVICE_EXPORT -> Affected.NOTHING;
        };
    }

    private Affected configure(Optional<CiliumConfigFact> newer) {
        Optional<CiliumConfigFact> before = config;
        config = newer;
        return before.equals(newer) ? Affected.NOTHING : Affected.EVERYTHING;
    }

    private Affected run(Optional<CiliumAgentFact> newer) {
        Optional<String> before = version();
        agent = newer;
        return before.equals(version()) ? Affected.NOTHING : Affected.EVERYTHING;
    }

    private Affected replaceIdentity(String name, Optional<CiliumIdentityFact> identity) {
        Optional<CiliumIdentityFact> before = Optional.ofNullable(
                identity.isPresent() ? identities.put(name, identity.get()) : identities.remove(name));
        if (before.equals(identity)) {
            return Affected.NOTHING;
        }
        before.flatMap(CiliumIdentityFact::namespace)
                .ifPresent(namespace -> identitiesIn.computeIfPresent(
                        namespace, (_, of) -> of.remove(name) && of.isEmpty() ? null : of));
        identity.flatMap(CiliumIdentityFact::namespace)
                .ifPresent(namespace -> identitiesIn
                        .computeIfAbsent(namespace, _ -> new HashSet<>())
                        .add(name));
        Affected affected = Affected.ofItems(withIps(name));
        return identity.flatMap(IdentityConversion::misnamed)
                .map(problem -> affected.and(Affected.refused(problem)))
                .orElse(affected);
    }

    /** An identity, and the addresses that can be shown only with it. */
    private Set<Item> withIps(String identity) {
        Set<Item> items = new HashSet<>();
        IdentityConversion.id(identity).ifPresent(id -> {
            items.add(Item.identity(id));
            items.addAll(ips.of(id));
        });
        return items;
    }

    /** What belongs to a namespace, directly or by an identity. */
    Set<Item> in(String namespace) {
        Set<Item> items = ips.in(namespace);
        identitiesIn.getOrDefault(namespace, Set.of()).forEach(identity -> items.addAll(withIps(identity)));
        return items;
    }

    /** All that there may be records of. */
    Set<Item> items() {
        Set<Item> items = new HashSet<>();
        nodes.keySet().forEach(name -> items.add(Item.node(name)));
        identities.keySet().forEach(name -> IdentityConversion.id(name).ifPresent(id -> items.add(Item.identity(id))));
        ips.ips().forEach(ip -> items.add(Item.ip(ip)));
        return items;
    }

    Optional<CiliumNodeFact> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    Optional<CiliumIdentityFact> identity(long id) {
        return Optional.ofNullable(identities.get(Long.toString(id)));
    }

    /** All claims of an address, in their order. */
    List<IpClaim> claims(String ip) {
        return ips.claims(ip);
    }

    /** Cilium's: what the agents' image says, or else what the configuration is labelled with. */
    Optional<String> version() {
        return agent.flatMap(CiliumAgentFact::version).or(() -> config.flatMap(CiliumConfigFact::version));
    }

    Optional<CiliumConfigFact> config() {
        return config;
    }
}
