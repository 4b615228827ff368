package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster that nobody has declared, by what matters to whether it could join.
 *
 * @param name the Member's to be
 * @param itself members that are known to be this very cluster, ascending
 * @param cilium what its Cilium is called; empty if that is not known
 * @param labels the Member's to be; empty if that is not known
 */
public record Arriving(
        String name, List<String> itself, Optional<CiliumIdentity> cilium, Optional<Map<String, String>> labels) {
    public Arriving {
        itself = List.copyOf(itself);
        labels = labels.map(Map::copyOf);
    }
}
