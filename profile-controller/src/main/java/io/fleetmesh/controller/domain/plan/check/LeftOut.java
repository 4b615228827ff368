package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.fleet.Refusal.Cause;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import java.util.List;

/** Declared members that a target leaves out for their cluster's name or ID: whoever means that, overrides it. */
final class LeftOut {
    private LeftOut() {}

    static void judge(CheckInput in, Judgement out, Cause cause, String remedy) {
        in.refused().stream().filter(refusal -> refusal.cause() == cause).forEach(refusal -> {
            List<String> member = List.of(refusal.member());
            String fact = refusal.member() + " cannot join: its "
                    + refusal.problem().field() + " is " + refusal.problem().value() + ", expected "
                    + refusal.problem().expected();
            if (refusal.observes()) {
                out.warn(member, fact, remedy);
            } else {
                out.fail(member, fact, remedy);
            }
        });
    }
}
