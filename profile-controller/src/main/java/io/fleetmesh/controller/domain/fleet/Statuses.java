package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.MemberStatus;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** Where members stand, as the active process knows it. Thread-safe. */
public interface Statuses {
    /** One member's status and how its cluster is to be called. */
    record Standing(
            MemberStatus status,
            Optional<String> clusterName,
            Optional<Integer> clusterId,
            Map<String, String> helmValues) {}

    /** By member ID; empty where this is not the active process. */
    Optional<NavigableMap<String, Standing>> standings();
}
