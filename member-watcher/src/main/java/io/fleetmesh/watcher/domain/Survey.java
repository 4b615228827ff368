package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import java.util.Optional;
import java.util.Set;

/** How much of a member is looked at. */
public enum Survey {
    ALL,
    /** All but the pod CIDRs of plain Nodes, which cost a list of all of them. */
    WITHOUT_NODES;

    /** Cilium's modes in which CiliumNodes say the pod CIDRs. */
    private static final Set<String> IN_CILIUM_NODES = Set.of("cluster-pool", "kubernetes", "multi-pool");

    private static final String DEFAULT_MODE = "cluster-pool";

    /** What is of use in a member of this configuration; without one it may run no Cilium. */
    public static Survey of(Optional<CiliumConfigFact> config) {
        return config.map(known -> known.ipam().orElse(DEFAULT_MODE))
                        .filter(IN_CILIUM_NODES::contains)
                        .isPresent()
                ? WITHOUT_NODES
                : ALL;
    }
}
