package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.Watched;
import io.fleetmesh.controller.domain.access.Caller;
import java.util.concurrent.CompletionStage;

/** The plans by ID, wherever they are kept. Thread-safe. */
public interface Plans extends Watched<Plan> {

    /** What came of a request. */
    sealed interface Outcome {
        /** It is kept, or discarded, unless it was only to be looked at. */
        record Done(Plan plan) implements Outcome {}

        /** This one was kept before and says the same; nothing was written. */
        record Same(Plan plan) implements Outcome {}

        /** It cannot be. */
        record Refused(Reason reason, FieldProblem problem) implements Outcome {}

        /** Nothing is known to be kept. */
        record Unavailable(String reason) implements Outcome {}
    }

    /**
     * Plans what is declared of a profile; {@link Outcome.Same} if there is such a plan.
     *
     * @param dryRun only for a look: it is not kept, and can never be applied
     */
    CompletionStage<Outcome> make(String profile, Caller caller, boolean dryRun);

    /** Makes it true, if it may be. */
    CompletionStage<Outcome> apply(String id, Caller caller);

    /** Answers for a check that fails. */
    CompletionStage<Outcome> override(String id, String check, String reason, Caller caller);

    /**
     * Lets go of one that was not applied.
     *
     * @param dryRun only says whether it could be
     */
    CompletionStage<Outcome> discard(String id, Caller caller, boolean dryRun);

    /** Says yes to it. */
    CompletionStage<Outcome> approve(String id, Caller caller);
}
