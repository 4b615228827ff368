package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.CheckOverride;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.plan.Signature;
import io.fleetmesh.controller.domain.access.ApprovalRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What may be done with a plan. */
public final class PlanRules {
    private PlanRules() {}

    /** Whether a plan can be applied. */
    public sealed interface Applicability {
        /** It can. */
        record Ok() implements Applicability {}

        /**
         * It cannot.
         *
         * @param checks that fail and are not overridden, for {@link Reason#CHECKS_FAIL}
         */
        record Refused(Reason reason, String text, List<String> checks) implements Applicability {
            public Refused {
                checks = List.copyOf(checks);
            }
        }
    }

    /** Why a plan cannot be applied. */
    public enum Reason {
        ALREADY_APPLIED,
        EXPIRED,
        OUT_OF_DATE,
        CHECKS_FAIL,
        AWAITING_APPROVAL
    }

    /** What came of words that were to be added to a plan. */
    public sealed interface Outcome {
        /** The plan with them. */
        record Accepted(Plan plan) implements Outcome {}

        /** The plan stays as it is. */
        record Rejected(String reason) implements Outcome {}
    }

    /**
     * Whether {@code plan} can be applied, by what was found when it was made.
     *
     * @param currentHash of a plan that was made of the inputs of this moment
     */
    public static Applicability applicable(Plan plan, String currentHash, Instant now) {
        if (plan.applied().isPresent()) {
            Signature done = plan.applied().get();
            return refused(
                    Reason.ALREADY_APPLIED,
                    "a plan that has not been applied; this one was, by " + done.actor() + " at " + done.at()
                            + ": plan again");
        }
        if (!now.isBefore(plan.expires())) {
            return refused(
                    Reason.EXPIRED,
                    "a plan that is not too old; this one expired at " + plan.expires() + ": plan again");
        }
        if (!plan.inputsHash().equals(currentHash)) {
            return refused(
                    Reason.OUT_OF_DATE,
                    "that nothing it rests on has changed since " + plan.created() + ": plan again");
        }
        return byChecks(plan, plan.checks());
    }

    /**
     * Whether {@code plan} can be applied.
     *
     * @param fresh one that was made now, whose checks count, too: some change with time alone
     */
    public static Applicability applicable(Plan plan, Plan fresh, Instant now) {
        Applicability first = applicable(plan, fresh.inputsHash(), now);
        return first instanceof Applicability.Ok ? byChecks(plan, fresh.checks()) : first;
    }

    /**
     * Whether {@code applier} can apply {@code plan}, for whom an approval of their own does not count.
     *
     * @param fresh one that was made now
     */
    public static Applicability applicable(Plan plan, Plan fresh, String applier, Instant now) {
        Applicability first = applicable(plan, fresh, now);
        if (!(first instanceof Applicability.Ok)) {
            return first;
        }
        Set<String> approvers = plan.approvals().stream().map(Signature::actor).collect(Collectors.toSet());
        int needed = Math.max(plan.approvalsNeeded(), fresh.approvalsNeeded());
        return ApprovalRules.application(needed, plan.actor(), approvers, applier)
                .map(text -> refused(Reason.AWAITING_APPROVAL, text))
                .orElse(first);
    }

    private static Applicability byChecks(Plan plan, List<Check> checks) {
        List<Check> failing = checks.stream()
                .filter(check -> check.level() == Level.FAIL && !plan.answersFor(check))
                .toList();
        if (!failing.isEmpty()) {
            return new Applicability.Refused(
                    Reason.CHECKS_FAIL,
                    "no check that fails and is not overridden; such are "
                            + failing.stream().map(check -> text(plan, check)).collect(Collectors.joining(", ")),
                    failing.stream().map(Check::name).toList());
        }
        int missing = plan.approvalsNeeded() - plan.approvals().size();
        return missing > 0
                ? refused(Reason.AWAITING_APPROVAL, "approvals: " + missing + " more")
                : new Applicability.Ok();
    }

    private static String text(Plan plan, Check check) {
        return plan.isOverridden(check.name())
                ? check.name() + " of " + Judgement.names(plan.unanswered(check))
                        + " (whoever overrode it does not answer for that: plan again)"
                : check.name();
    }

    private static Applicability refused(Reason reason, String text) {
        return new Applicability.Refused(reason, text, List.of());
    }

    /** Somebody answers for all that fails in a check of the plan, and for nothing that may fail in it later. Approvals are void by that: they were given without it. */
    public static Outcome override(Plan plan, String check, String reason, String actor, Instant now) {
        Optional<Check> found =
                plan.checks().stream().filter(one -> one.name().equals(check)).findFirst();
        if (found.isEmpty()) {
            return new Outcome.Rejected("check: expected one of the plan's, found '" + check + "'");
        }
        if (found.get().level() != Level.FAIL) {
            return new Outcome.Rejected("check: expected one that fails, '" + check + "' does not");
        }
        if (reason.isBlank()) {
            return new Outcome.Rejected("reason: expected why the plan may be applied all the same, found nothing");
        }
        if (plan.isOverridden(check)) {
            boolean same = plan.overrides().stream()
                    .anyMatch(before -> before.check().equals(check)
                            && before.actor().equals(actor)
                            && before.reason().equals(reason));
            // Asked again, as by a command of which only the next step had failed: approvals stay.
            return same
                    ? new Outcome.Accepted(plan)
                    : new Outcome.Rejected("check: '" + check + "' is overridden already");
        }
        return open(plan, now).orElseGet(() -> {
            List<CheckOverride> overrides = new ArrayList<>(plan.overrides());
            overrides.add(
                    new CheckOverride(check, reason, actor, now, found.get().failing()));
            return new Outcome.Accepted(plan.with(overrides, List.of(), plan.applied()));
        });
    }

    /** Somebody else agrees: neither who made the plan, nor who overrode a check of it, nor the same one twice. */
    public static Outcome approve(Plan plan, String actor, Instant now) {
        boolean involved = plan.actor().equals(actor)
                || plan.overrides().stream()
                        .anyMatch(override -> override.actor().equals(actor));
        if (involved) {
            return new Outcome.Rejected(
                    "actor: expected somebody who neither made nor overrode, found '" + actor + "'");
        }
        if (plan.approvals().stream().anyMatch(approval -> approval.actor().equals(actor))) {
            return new Outcome.Rejected("actor: '" + actor + "' has approved already");
        }
        return open(plan, now).orElseGet(() -> {
            List<Signature> approvals = new ArrayList<>(plan.approvals());
            approvals.add(new Signature(actor, now));
            return new Outcome.Accepted(plan.with(plan.overrides(), approvals, plan.applied()));
        });
    }

    /** Somebody lets go of it. One that was applied says how what stands came to be. */
    public static Outcome discard(Plan plan) {
        return plan.applied()
                .<Outcome>map(done -> new Outcome.Rejected("a plan that was not applied; this one was, by "
                        + done.actor() + " at " + done.at() + ": to undo what it did, declare that and plan again"))
                .orElseGet(() -> new Outcome.Accepted(plan));
    }

    /** What is written when it is applied. Who calls has asked whether it is applicable. */
    public static Plan applied(Plan plan, Signature by) {
        return plan.with(plan.overrides(), plan.approvals(), Optional.of(by));
    }

    private static Optional<Outcome> open(Plan plan, Instant now) {
        if (plan.applied().isPresent()) {
            return Optional.of(new Outcome.Rejected("plan '" + plan.id() + "' is applied already"));
        }
        return now.isBefore(plan.expires())
                ? Optional.empty()
                : Optional.of(new Outcome.Rejected("plan '" + plan.id() + "' expired at " + plan.expires()));
    }
}
