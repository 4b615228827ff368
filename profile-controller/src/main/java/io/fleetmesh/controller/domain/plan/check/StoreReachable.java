package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.fleet.StoreSight.NotReady;
import io.fleetmesh.controller.domain.fleet.StoreSight.Serves;
import io.fleetmesh.controller.domain.fleet.StoreSight.Silent;
import io.fleetmesh.controller.domain.fleet.StoreSight.Unheard;
import io.fleetmesh.controller.domain.fleet.StoreSight.Unsure;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.List;

/**
 * What a plan changes in a view reaches agents through the member's store: while that is away they keep what they have, also of
 * who has left. Where the plan changes nothing of the view it is only a warning; who is no member yet has no store yet.
 */
final class StoreReachable {
    private StoreReachable() {}

    static String judge(CheckInput in, Judgement out) {
        int serving = 0;
        int connections = 0;
        List<Subject> served = in.joined().stream().filter(Subject::isServed).toList();
        for (Subject subject : served) {
            switch (subject.store()) {
                case Serves store -> {
                    serving++;
                    connections += store.connections();
                }
                case Unheard _ ->
                    out.unknown(
                            subject.id(),
                            "whether its store serves",
                            "see the store's health; one of an older release does not tell");
                case Unsure _ ->
                    out.unknown(subject.id(), "whether its store serves just now", "plan again in two minutes");
                case NotReady store ->
                    found(subject, "is not ready since " + store.since() + ": " + store.reason(), out);
                case Silent store -> found(subject, "has not been heard of since " + store.since(), out);
            }
        }
        return "stores of " + serving + " of " + Count.of(served.size(), "member") + " serve, with " + connections
                + " connections of agents";
    }

    private static void found(Subject subject, String what, Judgement out) {
        String text = "the store of " + subject.id() + " " + what;
        String remedy = "see whether it runs and reaches Kafka, and its health";
        if (subject.seesOther()) {
            out.fail(List.of(subject.id()), text + "; its agents would not learn of what changes in its view", remedy);
        } else {
            out.warn(List.of(subject.id()), text, remedy);
        }
    }
}
