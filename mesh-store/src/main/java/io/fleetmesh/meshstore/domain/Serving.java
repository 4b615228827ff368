package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.StoreStatus;
import java.util.Optional;

/**
 * How one consumer is served at a moment.
 *
 * @param trouble why its agents do not get their view; empty if they do
 * @param connections of its agents
 * @param sources that its view has
 * @param behind of them, those of which not all data is there
 * @param trust of the replica; absent while it has no certificate
 */
public record Serving(
        String consumer, String trouble, int connections, int sources, int behind, Optional<StoreStatus.Trust> trust) {
    public boolean ready() {
        return trouble.isEmpty();
    }
}
