package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.plan.Check;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The fleet, as clusters that have not joined are judged beside it. Thread-safe. */
public interface Newcomers {

    /** What came of it. */
    sealed interface Answer {
        /**
         * The checks, and what is not among them.
         *
         * @param knownAs what members of the whole fleet the cluster is, ascending, if it is watched already: who asks need not be
         *     allowed to see them. It is not judged beside itself
         */
        record Judged(List<Check> checks, List<Unlooked> unlooked, List<String> knownAs) implements Answer {
            public Judged {
                checks = List.copyOf(checks);
                unlooked = List.copyOf(unlooked);
                knownAs = List.copyOf(knownAs);
            }
        }

        /** There is no such profile. */
        record NoProfile() implements Answer {}

        /**
         * With the labels that it shall have the cluster's Member would not be this profile's.
         *
         * @param expected what other labels
         */
        record WrongLabels(String expected) implements Answer {}

        record Unavailable(String reason) implements Answer {}
    }

    /** What the members of {@code profile} and {@code newcomer} are to each other; keeps nothing of it. */
    CompletionStage<Answer> judge(String profile, Newcomer newcomer);
}
