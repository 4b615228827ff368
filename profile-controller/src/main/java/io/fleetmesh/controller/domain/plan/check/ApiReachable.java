package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who does not answer can neither be judged nor changed. For a member that the plan does not touch it is only a warning. */
final class ApiReachable {
    private ApiReachable() {}

    static String judge(CheckInput in, Judgement out) {
        int answering = 0;
        Optional<Subject> latest = Optional.empty();
        for (Subject subject : in.all()) {
            Optional<ReachabilityFact> known = subject.inventory().reachability();
            if (known.filter(fact -> fact.state() == Reachability.REACHABLE).isPresent()) {
                answering++;
                latest = latest.filter(before -> !since(subject).isAfter(since(before)))
                        .or(() -> Optional.of(subject));
            }
            known.ifPresentOrElse(
                    fact -> judge(subject, fact, out),
                    () -> out.unknown(
                            subject.id(),
                            "whether the API answers",
                            "wait until the member's watcher has reached it, or see why it does not"));
        }
        return Count.part(answering, in.subjects().size(), "member") + " answer"
                + latest.map(subject -> ", the latest of them since " + since(subject) + " (" + subject.id() + ")")
                        .orElse("");
    }

    private static Instant since(Subject subject) {
        return subject.inventory().reachability().map(ReachabilityFact::since).orElse(Instant.MIN);
    }

    private static void judge(Subject subject, ReachabilityFact fact, Judgement out) {
        switch (fact.state()) {
            case REACHABLE -> {}
            case UNREACHABLE ->
                found(subject, fact, "is not reached", "see to its API, its kubeconfig and what lies between", out);
            case SUSPECT ->
                found(subject, fact, "answers, but not with the truth", "see to the watcher's rights and its API", out);
            case WRONG_CLUSTER ->
                out.fail(
                        List.of(subject.id()),
                        subject.id() + " is another cluster than the one that was recorded (since " + fact.since()
                                + ": " + fact.reason() + ")",
                        "put its old kubeconfig back; a cluster that was made anew joins under a new member ID");
        }
    }

    private static void found(Subject subject, ReachabilityFact fact, String what, String remedy, Judgement out) {
        String text = "the API of " + subject.id() + " " + what + " since " + fact.since() + ": " + fact.reason();
        if (subject.isChanged()) {
            out.fail(List.of(subject.id()), text, remedy);
        } else {
            out.warn(List.of(subject.id()), text, remedy);
        }
    }
}
