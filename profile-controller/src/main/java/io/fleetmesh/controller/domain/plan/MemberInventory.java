package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumNetwork;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.InventoryFact.Presence;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One member in numbers, folded from its facts. Immutable. What is absent is not known.
 *
 * @param config its {@code cilium-config}
 * @param ciliumVersion of the agents' image, or else what {@code cilium-config} is labelled with
 * @param nodes by name
 * @param complete families of which all has been listed
 * @param held families of which deletes are held back
 * @param unreadable objects that cannot be read
 * @param namespaces by name: all of which there is anything
 */
public record MemberInventory(
        String member,
        Optional<CiliumConfigFact> config,
        Optional<String> ciliumVersion,
        NavigableMap<String, NodeInventory> nodes,
        Optional<ReachabilityFact> reachability,
        Optional<String> kubeSystemUid,
        Set<Family> complete,
        Set<Family> held,
        int unreadable,
        Optional<ClusterFact> cluster,
        Optional<OwnersFact> owners,
        NavigableMap<String, NamespaceInventory> namespaces) {

    public MemberInventory {
        nodes = Collections.unmodifiableNavigableMap(new TreeMap<>(nodes));
        complete = Collections.unmodifiableSet(copy(complete));
        held = Collections.unmodifiableSet(copy(held));
        namespaces = Collections.unmodifiableNavigableMap(new TreeMap<>(namespaces));
    }

    private static Set<Family> copy(Set<Family> families) {
        return families.isEmpty() ? EnumSet.noneOf(Family.class) : EnumSet.copyOf(families);
    }

    /** Of a member of which nothing is known. */
    public static MemberInventory unknown(String member) {
        return new InventoryTable().of(member);
    }

    public Optional<CiliumNetwork> network() {
        return config.flatMap(CiliumConfigFact::network);
    }

    /**
     * Whether namespaces without an annotation take part.
     *
     * @param byProfile what the profile says
     */
    public boolean namespacesGlobal(boolean byProfile) {
        return byProfile
                && config.flatMap(CiliumConfigFact::namespacesGlobalByDefault).orElse(true);
    }

    /** Whether all of {@code family} has been listed. */
    public boolean isComplete(Family family) {
        return complete.contains(family);
    }

    /** Whether all endpoints have been listed, by whichever kind the member has. */
    public boolean hasAllEndpoints() {
        boolean slices = config.map(CiliumConfigFact::endpointSlices).orElse(false);
        return isComplete(slices ? Family.CILIUM_ENDPOINT_SLICE : Family.CILIUM_ENDPOINT);
    }

    /** Whether it is known that no Cilium is installed: both its ConfigMap and its agents were looked for, and are not there. */
    public boolean hasNoCilium() {
        return isComplete(Family.CILIUM_CONFIG) && config.isEmpty() && hasNoAgents();
    }

    /** Whether it is known that no agents are installed. */
    public boolean hasNoAgents() {
        return owners.filter(found -> found.agents().presence() == Presence.ABSENT)
                .isPresent();
    }

    /** What its Cilium is called, or that there is none; empty as long as neither is known. */
    public Optional<CiliumIdentity> identity() {
        return config.map(found -> new CiliumIdentity(
                        found.clusterName().orElse(CiliumIdentity.NO_NAME),
                        found.clusterId().orElse(0),
                        CiliumIdentity.highBit(found)))
                .or(() -> hasNoCilium() ? Optional.of(CiliumIdentity.NONE) : Optional.empty());
    }

    /** The same where its nodes and namespaces, which are many, are not folded from facts but known in numbers. */
    public MemberInventory counted(
            Map<String, NodeInventory> countedNodes, Map<String, NamespaceInventory> countedNamespaces) {
        return new MemberInventory(
                member,
                config,
                ciliumVersion,
                new TreeMap<>(countedNodes),
                reachability,
                kubeSystemUid,
                complete,
                held,
                unreadable,
                cluster,
                owners,
                new TreeMap<>(countedNamespaces));
    }

    public int identities() {
        return namespaces.values().stream()
                .mapToInt(NamespaceInventory::identities)
                .sum();
    }

    /** Addresses of pods. */
    public int podAddresses() {
        return namespaces.values().stream()
                .mapToInt(NamespaceInventory::addresses)
                .sum();
    }

    /** Entries in agents' map of addresses that are the nodes' own: their addresses, and each pod CIDR. */
    public int nodeEntries() {
        return nodes.values().stream()
                .mapToInt(node -> node.addresses() + node.podCidrs().size())
                .sum();
    }
}
