package io.fleetmesh.controller.domain.exports;

import io.fleetmesh.controller.domain.access.Caller;
import java.util.concurrent.CompletionStage;

/** Who may export what where exports are held, wherever that is kept. Thread-safe. */
public interface Exports {

    /** What came of a request. */
    sealed interface Outcome {
        /** It was decided, and is kept. */
        record Decided(ExportRequest.Decision decision) implements Outcome {}

        /** Nothing is known to be kept. */
        record Unavailable(String reason) implements Outcome {}
    }

    /**
     * Does as somebody wants, if it can be.
     *
     * @param reason why, for those who look later
     */
    CompletionStage<Outcome> ask(ExportRequest request, String reason, Caller caller);
}
