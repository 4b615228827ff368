package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The plans, wherever they are kept. Thread-safe. */
public interface Plans {

    /** What came of a request. */
    sealed interface Outcome {
        /** It is kept. */
        record Done(Plan plan) implements Outcome {}

        /** It cannot be. */
        record Refused(Reason reason, FieldProblem problem) implements Outcome {}

        /** Nothing is known to be kept. */
        record Unavailable(String reason) implements Outcome {}
    }

    /** All that are kept, by ID; empty where they are not kept now. */
    Optional<NavigableMap<String, Plan>> all();

    /** Plans what is declared of a profile. */
    CompletionStage<Outcome> make(String profile, String actor);

    /** Makes it true, if it may be. */
    CompletionStage<Outcome> apply(String id, String actor);

    /** Answers for a check that fails. */
    CompletionStage<Outcome> override(String id, String check, String reason, String actor);

    /** Says yes to it. */
    CompletionStage<Outcome> approve(String id, String actor);
}
