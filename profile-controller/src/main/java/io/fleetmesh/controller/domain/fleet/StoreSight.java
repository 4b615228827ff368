package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.StoreStatus;
import java.time.Instant;
import java.util.Optional;

/** How the stores of one member serve it, by what its replicas said last. */
public sealed interface StoreSight {
    /** No store has ever said that it serves it: there is none yet, or one that does not tell. */
    record Unheard() implements StoreSight {}

    /** It cannot be said for a moment: one begins, or Kafka was away. Nothing follows from it. */
    record Unsure() implements StoreSight {}

    /**
     * At least one replica serves its agents.
     *
     * @param replicas that serve
     * @param connections of its agents, with all replicas
     * @param sources that its view has
     * @param behind of them, those of which not all data is there
     * @param trust of the replica whose certificates end first; absent if none says
     */
    record Serves(int replicas, int connections, int sources, int behind, Optional<StoreStatus.Trust> trust)
            implements StoreSight {}

    /** Stores tell, and none of them serves. */
    record NotReady(Instant since, String reason) implements StoreSight {}

    /** Stores have told, and none does any more. */
    record Silent(Instant since) implements StoreSight {}
}
