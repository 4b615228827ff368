package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;
import java.util.Optional;

/**
 * It decides where a cluster's identities lie. An agent with 511 refuses a peer with another value; one with 255 takes it, and
 * reads wrong identities without a word.
 */
final class MaxConnectedClusters {
    static final int DEFAULT = 255;

    private static final Equal RULE = new Equal(
            "max-connected-clusters",
            "agents would take each other's identities for other ones, or refuse each other",
            "it cannot be changed in a live cluster: set up Cilium anew in those that differ");

    private MaxConnectedClusters() {}

    static String judge(CheckInput in, Judgement out) {
        Optional<String> wanted = in.settings().maxConnectedClusters().map(Object::toString);
        String fact = RULE.judge(in, out, subject -> of(subject).map(Object::toString), wanted);
        for (Subject subject : in.all()) {
            int id = subject.member().clusterId();
            of(subject)
                    .filter(most -> id > most)
                    .ifPresent(most -> out.fail(
                            List.of(subject.id()),
                            "cluster ID " + id + " of " + subject.id() + " is above its max-connected-clusters " + most,
                            "give it an ID of 1 to " + most));
        }
        return fact;
    }

    /** Of one member; not known without its configuration. */
    static Optional<Integer> of(Subject subject) {
        return subject.config().map(config -> config.maxConnectedClusters().orElse(DEFAULT));
    }

    /** What holds for all: the profile's word, or the lowest that a member has, set or not. */
    static int lowest(CheckInput in) {
        return in.settings()
                .maxConnectedClusters()
                .orElseGet(() -> in.joined().stream()
                        .flatMap(subject -> of(subject).stream())
                        .min(Integer::compare)
                        .orElse(DEFAULT));
    }
}
