package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.InventoryFact.NodeCidrs;
import io.fleetmesh.contract.InventoryFact.Owned;
import io.fleetmesh.contract.InventoryFact.Right;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a member said when it was looked at once.
 *
 * @param clockSkewSeconds by how much its clock is ahead, measured this time
 */
public record Inventory(
        Seen<String> kubernetesVersion,
        Seen<List<String>> serviceCidrs,
        Seen<List<NodeCidrs>> nodePodCidrs,
        Optional<Integer> clockSkewSeconds,
        Certificates certificates,
        Map<Right, Seen<Boolean>> rights,
        Owners owners) {

    public Inventory {
        rights = Map.copyOf(rights);
    }

    /** When certificates end: the one that the API server has shown, and the watcher's own. */
    public record Certificates(Optional<Instant> server, Optional<Instant> client) {}

    /** Who looks after what; the value of an object that is there is what it says. */
    public record Owners(
            Seen<Owned> agents,
            Seen<Owned> meshApiServer,
            Seen<Owned> meshSecret,
            Seen<Map<String, String>> nodeLabels) {}
}
