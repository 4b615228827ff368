package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.FieldProblem;
import java.util.List;
import java.util.Optional;

/** What becomes of a wanted change. */
public sealed interface IntentDecision {

    /** The objects after it, which was decided over {@code before}, at a version above theirs. */
    default History<Intent> after(History<Intent> before, long at) {
        return switch (this) {
            case Written(Intent intent, boolean _) -> before.after(intent.key(), Optional.of(intent), at);
            case Deleted(Intent intent) -> before.after(intent.key(), Optional.empty(), at);
            case Unchanged _, Refused _ -> before;
        };
    }

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
