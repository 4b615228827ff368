package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.controller.domain.access.Caller;
import java.util.concurrent.CompletionStage;

/** The cluster IDs that are or were somebody's, wherever that is kept. Thread-safe. */
public interface Reservations {

    /** What came of a request. */
    sealed interface Outcome {
        /** It was decided, and is kept. */
        record Decided(ClusterIdRelease release) implements Outcome {}

        /** Nothing is known to be kept. */
        record Unavailable(String reason) implements Outcome {}
    }

    /**
     * An ID of a profile is nobody's any more, if nobody has it.
     *
     * @param reason why, for those who look later
     */
    CompletionStage<Outcome> forget(String profile, int clusterId, String reason, Caller caller);
}
