package io.fleetmesh.contract.manifest;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.FieldProblem;
import java.util.List;

/** What a document came to. */
public sealed interface Checked {

    /** An object of one of our kinds, as its schema says; whether it makes sense is another question. */
    record Good(Intent intent) implements Checked {}

    /** None; all that is wrong with it. */
    record Bad(List<FieldProblem> problems) implements Checked {
        public Bad {
            problems = List.copyOf(problems);
        }
    }
}
