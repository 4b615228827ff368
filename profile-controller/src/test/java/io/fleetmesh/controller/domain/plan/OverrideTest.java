package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.CheckOverride;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.controller.domain.plan.PlanRules.Applicability;
import io.fleetmesh.controller.domain.plan.PlanRules.Outcome.Accepted;
import io.fleetmesh.controller.domain.plan.check.Prechecks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an override answers for, by the check of certificates: what it finds changes with time alone, and no hash shows it. */
class OverrideTest {
    private static final String CHECK = "certificates";
    private static final List<String> MEMBERS = List.of("east", "north", "west");

    private static Plan plan(Set<String> ended, Set<String> endSoon) {
        SampleFleet fleet = new SampleFleet();
        for (String member : MEMBERS) {
            String end = ended.contains(member) ? "2025-12-31" : endSoon.contains(member) ? "2026-01-02" : "2027-01-01";
            fleet.staying(
                    member,
                    "{clusterId: " + (MEMBERS.indexOf(member) + 1) + ", cluster: {serverCertificateExpires: " + end
                            + "T00:00:00Z}}");
        }
        return plan(
                fleet,
                Prechecks.ALL.stream()
                        .filter(check -> check.name().equals(CHECK))
                        .toList());
    }

    private static Plan plan(SampleFleet fleet, List<Precheck> checks) {
        return new Planner(checks).plan(fleet.inputs(), fleet.target(), "p", "anna", Scenario.NOW, Duration.ofHours(1));
    }

    private static Plan overridden(Plan plan) {
        return assertInstanceOf(Accepted.class, PlanRules.override(plan, CHECK, "renewed soon", "ben", Scenario.NOW))
                .plan();
    }

    private static Applicability now(Plan plan, Plan fresh) {
        return PlanRules.applicable(plan, fresh, Scenario.NOW);
    }

    @Test
    void anOverrideKeepsWhoFailedWhenItWasGiven() {
        Plan plan = overridden(plan(Set.of("west", "east"), Set.of()));

        assertEquals(
                List.of(new CheckOverride(CHECK, "renewed soon", "ben", Scenario.NOW, List.of("east", "west"))),
                plan.overrides());
        assertEquals(new Applicability.Ok(), now(plan, plan(Set.of("east", "west"), Set.of("north"))));
        assertEquals(new Applicability.Ok(), now(plan, plan(Set.of("east"), Set.of())));
    }

    @Test
    void itDoesNotAnswerForWhoFailsLaterNorForWhoWasOnlyWarnedOf() {
        Plan plan = overridden(plan(Set.of("east"), Set.of("west")));

        Plan fresh = plan(Set.of("east", "west"), Set.of());

        assertEquals(plan.inputsHash(), fresh.inputsHash(), "no hash shows it");
        Applicability.Refused refused = assertInstanceOf(Applicability.Refused.class, now(plan, fresh));
        assertEquals(PlanRules.Reason.CHECKS_FAIL, refused.reason());
        assertEquals(List.of(CHECK), refused.checks());
        assertTrue(refused.text().contains("certificates of west (whoever overrode it"), refused.text());
    }

    /** An earlier release has kept nothing of it. */
    @Test
    void oneOfAnEarlierReleaseAnswersForWhatFailsInItsOwnPlan() {
        Plan plan = plan(Set.of("east"), Set.of());
        plan = plan.with(
                List.of(new CheckOverride(CHECK, "known", "ben", Scenario.NOW, List.of())),
                List.of(),
                Optional.empty());

        assertEquals(new Applicability.Ok(), now(plan, plan(Set.of("east"), Set.of())));
        assertInstanceOf(Applicability.Refused.class, now(plan, plan(Set.of("east", "west"), Set.of())));
    }

    private static Precheck failing(Precheck.Rule rule) {
        return new Precheck(CHECK, "c", "t", Precheck.Hashed.NOTHING, rule);
    }

    @Test
    void whoFailsIsKnownAlsoOfFindingsThatAPlanDoesNotShow() {
        SampleFleet fleet = new SampleFleet();
        List<String> many = IntStream.range(100, 130).mapToObj(i -> "m" + i).toList();
        many.forEach(member -> fleet.staying(member, "{clusterId: " + many.indexOf(member) + "}"));

        Plan plan = plan(fleet, List.of(failing((in, out) -> {
            many.forEach(member -> out.fail(List.of(member), "f " + member, "r"));
            return "";
        })));

        assertEquals(10, plan.checks().getFirst().omitted());
        assertEquals(many, plan.checks().getFirst().failing());
    }

    @Test
    void whatFailsOfNobodyInParticularConcernsAll() {
        SampleFleet fleet = new SampleFleet().staying("east", "{clusterId: 1}").staying("west", "{clusterId: 2}");
        Plan all = plan(fleet, List.of(failing((in, out) -> {
            out.fail(List.of(), "all differ", "r");
            return "";
        })));
        Plan one = overridden(plan(fleet, List.of(failing((in, out) -> {
            out.fail(List.of("east"), "east differs", "r");
            return "";
        }))));

        assertEquals(Level.FAIL, all.checks().getFirst().level());
        assertEquals(List.of("east", "west"), all.checks().getFirst().failing());
        assertFalse(one.answersFor(all.checks().getFirst()));
        assertTrue(overridden(all).answersFor(one.checks().getFirst()));
    }
}
