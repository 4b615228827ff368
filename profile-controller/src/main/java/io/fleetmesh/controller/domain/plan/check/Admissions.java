package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.controller.domain.fleet.Refusal;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import java.util.List;

/** Declared members that the target has to leave out. */
final class Admissions {
    private Admissions() {}

    static String judge(CheckInput in, Judgement out) {
        in.refused().stream()
                .map(Refusal::problem)
                .forEach(problem -> out.warn(
                        List.of(problem.object()),
                        problem.object() + " is left out: " + problem.field() + ": " + problem.value(),
                        "expected " + problem.expected() + "; or plan without it"));
        int observers = in.subjects().size() - in.joined().size();
        long leftOut = in.refused().stream().map(Refusal::member).distinct().count();
        return Count.of(in.joined().size(), "member") + " would take part, " + observers + " only observe, " + leftOut
                + " be left out";
    }
}
