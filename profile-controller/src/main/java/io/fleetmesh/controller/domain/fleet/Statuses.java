package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.Watched;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** Where members stand, as the active process knows it. Thread-safe. */
public interface Statuses {
    /**
     * One member's status and how its cluster is to be called.
     *
     * @param helmValues as {@link HelmValues} has them; empty where its cluster has no name and ID, and none are reserved
     */
    record Standing(
            MemberStatus status,
            Optional<String> clusterName,
            Optional<Integer> clusterId,
            Map<String, Object> helmValues) {}

    /** By member ID; empty where this is not the active process. */
    Watched<Standing> watched();

    /** As they are now. */
    default Optional<NavigableMap<String, Standing>> standings() {
        return watched().history().map(History::now);
    }
}
