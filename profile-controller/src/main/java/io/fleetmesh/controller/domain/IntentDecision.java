package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.FieldProblem;
import java.util.List;

/** What becomes of a wanted change. */
public sealed interface IntentDecision {

    /** It is there now as declared, which it was not before. */
    record Written(Intent intent, boolean created) implements IntentDecision {}

    /** It was there just so. */
    record Unchanged(Intent intent) implements IntentDecision {}

    /** It is there no more. */
    record Deleted(Intent intent) implements IntentDecision {}

    /** Nothing changes. */
    record Refused(Reason reason, List<FieldProblem> problems) implements IntentDecision {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** Why nothing does. */
    enum Reason {
        /** There is no such object. */
        NOT_FOUND,
        /** Who wants it may not. */
        FORBIDDEN,
        /** There is one already, or another version of it than was named. */
        CONFLICT,
        /** It would not make sense, by itself or beside the others. */
        INVALID
    }
}
