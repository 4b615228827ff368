package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.CheckOverride;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.plan.Signature;
import io.fleetmesh.controller.domain.plan.PlanRules.Applicability;
import io.fleetmesh.controller.domain.plan.PlanRules.Applicability.Refused;
import io.fleetmesh.controller.domain.plan.PlanRules.Outcome;
import io.fleetmesh.controller.domain.plan.PlanRules.Outcome.Accepted;
import io.fleetmesh.controller.domain.plan.PlanRules.Outcome.Rejected;
import io.fleetmesh.controller.domain.plan.PlanRules.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanRulesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = NOW.plusSeconds(3600);

    private static Plan plan(int approvals, String hash, Level... levels) {
        List<Check> checks = Stream.of(levels)
                .map(level -> new Check("check-" + level, "c", "t", level, "", List.of(), 0))
                .toList();
        return new Plan(
                "p",
                "default",
                hash,
                NOW,
                "anna",
                END,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                checks,
                List.of(),
                approvals,
                List.of(),
                Optional.empty());
    }

    private static Reason reason(Applicability applicability) {
        return assertInstanceOf(Refused.class, applicability).reason();
    }

    private static Plan accepted(Outcome outcome) {
        return assertInstanceOf(Accepted.class, outcome).plan();
    }

    @Test
    void aPlanWithWarningsCanBeAppliedUntilItExpires() {
        Plan plan = plan(0, "h", Level.PASS, Level.WARN);

        assertEquals(new Applicability.Ok(), PlanRules.applicable(plan, "h", END.minusNanos(1)));
        assertEquals(Reason.EXPIRED, reason(PlanRules.applicable(plan, "h", END)));
        assertEquals(Reason.OUT_OF_DATE, reason(PlanRules.applicable(plan, "other", NOW)));
    }

    @Test
    void aPlanIsAppliedOnce() {
        Plan applied = PlanRules.applied(plan(0, "h"), new Signature("ben", NOW));

        assertEquals(Optional.of(new Signature("ben", NOW)), applied.applied());
        assertEquals(Reason.ALREADY_APPLIED, reason(PlanRules.applicable(applied, "h", NOW)));
    }

    @Test
    void whatFailsMustBeOverridden() {
        Plan plan = plan(0, "h", Level.FAIL);

        Refused refused = assertInstanceOf(Refused.class, PlanRules.applicable(plan, "h", NOW));
        assertEquals(List.of("check-FAIL"), refused.checks());
        Plan overridden = accepted(PlanRules.override(plan, "check-FAIL", "known", "ben", NOW));
        assertEquals(List.of(new CheckOverride("check-FAIL", "known", "ben", NOW, List.of())), overridden.overrides());
        assertEquals(new Applicability.Ok(), PlanRules.applicable(overridden, "h", NOW));
    }

    /** Time alone makes certificates end. */
    @Test
    void whatFailsOnlyByNowCounts() {
        Plan plan = plan(0, "h", Level.PASS);

        assertEquals(Reason.CHECKS_FAIL, reason(PlanRules.applicable(plan, plan(0, "h", Level.FAIL), NOW)));
        assertEquals(new Applicability.Ok(), PlanRules.applicable(plan, plan, NOW));
        assertEquals(Reason.OUT_OF_DATE, reason(PlanRules.applicable(plan, plan(0, "x"), NOW)));
    }

    @Test
    void onlyWhatFailsCanBeOverriddenOnceForAReasonInTime() {
        Plan plan = plan(0, "h", Level.FAIL, Level.WARN);

        assertInstanceOf(Rejected.class, PlanRules.override(plan, "nonsense", "r", "ben", NOW));
        assertInstanceOf(Rejected.class, PlanRules.override(plan, "check-WARN", "r", "ben", NOW));
        assertInstanceOf(Rejected.class, PlanRules.override(plan, "check-FAIL", " ", "ben", NOW));
        assertInstanceOf(Rejected.class, PlanRules.override(plan, "check-FAIL", "r", "ben", END));
        Plan applied = PlanRules.applied(plan, new Signature("ben", NOW));
        assertInstanceOf(Rejected.class, PlanRules.override(applied, "check-FAIL", "r", "ben", NOW));
        Plan once = accepted(PlanRules.override(plan, "check-FAIL", "r", "ben", NOW));
        assertEquals(once, accepted(PlanRules.override(once, "check-FAIL", "r", "ben", NOW)));
        assertInstanceOf(Rejected.class, PlanRules.override(once, "check-FAIL", "other", "ben", NOW));
        assertInstanceOf(Rejected.class, PlanRules.override(once, "check-FAIL", "r", "carla", NOW));
    }

    @Test
    void whatWasNotAppliedCanBeDiscarded() {
        Plan plan = plan(0, "h");

        assertEquals(new Accepted(plan), PlanRules.discard(plan));
        Rejected applied =
                assertInstanceOf(Rejected.class, PlanRules.discard(PlanRules.applied(plan, new Signature("ben", NOW))));
        assertTrue(applied.reason().contains("by ben at " + NOW), applied.reason());
    }

    @Test
    void othersApproveAndAnOverrideAsksThemAgain() {
        Plan plan = plan(1, "h", Level.FAIL);

        assertInstanceOf(Rejected.class, PlanRules.approve(plan, "anna", NOW));
        Plan early = accepted(PlanRules.approve(plan, "carla", NOW));
        assertInstanceOf(Rejected.class, PlanRules.approve(early, "carla", NOW));
        Plan overridden = accepted(PlanRules.override(early, "check-FAIL", "r", "ben", NOW));
        assertEquals(Reason.AWAITING_APPROVAL, reason(PlanRules.applicable(overridden, "h", NOW)));
        assertInstanceOf(Rejected.class, PlanRules.approve(overridden, "ben", NOW));
        assertInstanceOf(Rejected.class, PlanRules.approve(overridden, "carla", END));
        Plan approved = accepted(PlanRules.approve(overridden, "carla", NOW));
        assertEquals(new Applicability.Ok(), PlanRules.applicable(approved, "h", NOW));
    }

    @Test
    void whoAppliesIsNotTheSecondPerson() {
        Plan plan = accepted(PlanRules.approve(plan(1, "h"), "carla", NOW));

        assertEquals(Reason.AWAITING_APPROVAL, reason(PlanRules.applicable(plan, plan, "carla", NOW)));
        assertEquals(new Applicability.Ok(), PlanRules.applicable(plan, plan, "anna", NOW));
        assertEquals(new Applicability.Ok(), PlanRules.applicable(plan, plan, "ben", NOW));
        assertEquals(Reason.AWAITING_APPROVAL, reason(PlanRules.applicable(plan(0, "h"), plan, "ben", NOW)));
        assertEquals(Reason.OUT_OF_DATE, reason(PlanRules.applicable(plan, plan(1, "x"), "ben", NOW)));
    }
}
