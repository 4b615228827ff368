package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RoleBindingSpec;
import io.fleetmesh.contract.resource.RoleBindingSpec.Role;
import io.fleetmesh.contract.resource.RoleBindingSpec.Subjects;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.plan.Plans;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One plan of profile {@code red}, one of {@code blue}. */
class PlansOfCallerTest {
    private static final Caller RITA = new Caller("rita", Set.of(), Caller.By.CERTIFICATE, false);

    private final InMemoryPlans kept = new InMemoryPlans();

    @BeforeEach
    void plans() {
        kept.put("r", "red");
        kept.put("b", "blue");
    }

    private PlansOfCaller of(Role role) {
        return of(RITA, role);
    }

    private PlansOfCaller of(Caller caller, Role role) {
        Intent binding = Intent.of(
                ObjectMeta.named("red", Map.of()),
                new RoleBindingSpec(
                        new Subjects(List.of(caller.name()), List.of()), role, List.of("red"), List.of(), List.of()));
        return new PlansOfCaller(kept, Authority.of(caller, Map.of(binding.key(), binding)));
    }

    private static Object reason(CompletionStage<Plans.Outcome> outcome) {
        return outcome.toCompletableFuture().join() instanceof Plans.Outcome.Refused refused
                ? refused.reason()
                : "done";
    }

    @Test
    void plansOfOtherProfilesAreNotThere() {
        assertEquals(Set.of("r"), of(Role.ADMIN).seen().orElseThrow().plans().keySet());
        assertEquals(Reason.NOT_FOUND, reason(of(Role.ADMIN).apply("b", RITA)));
        assertEquals(Reason.NOT_FOUND, reason(of(Role.ADMIN).make("blue", RITA, true)));
        assertEquals(List.of(), kept.done());
    }

    @Test
    void aViewerLooksAPlannerPlansAnOperatorApplies() {
        assertEquals(Reason.FORBIDDEN, reason(of(Role.VIEWER).make("red", RITA, false)));
        assertEquals("done", reason(of(Role.PLANNER).make("red", RITA, false)));
        assertEquals(Reason.FORBIDDEN, reason(of(Role.PLANNER).apply("r", RITA)));
        assertEquals(Reason.FORBIDDEN, reason(of(Role.PLANNER).approve("r", RITA)));
        assertEquals(Reason.FORBIDDEN, reason(of(Role.PLANNER).override("r", "c", "why", RITA)));
        assertEquals(Reason.FORBIDDEN, reason(of(Role.PLANNER).discard("r", RITA, false)));
        assertEquals("done", reason(of(Role.OPERATOR).override("r", "c", "why", RITA)));
        assertEquals("done", reason(of(Role.OPERATOR).approve("r", RITA)));
        assertEquals("done", reason(of(Role.OPERATOR).apply("r", RITA)));
        assertEquals(List.of("make red", "override r", "approve r", "apply r"), kept.done());
    }

    /** Both plans of the profile are alice's. */
    @Test
    void whoPlansDiscardsTheirOwnAndAnOperatorAnyOfTheProfile() {
        Caller alice = new Caller("alice", Set.of(), Caller.By.TOKEN, false);

        assertEquals(Reason.FORBIDDEN, reason(of(alice, Role.VIEWER).discard("r", alice, false)));
        assertEquals("done", reason(of(alice, Role.PLANNER).discard("r", alice, true)));
        assertEquals(Reason.NOT_FOUND, reason(of(alice, Role.ADMIN).discard("b", alice, false)));
        assertEquals(Reason.FORBIDDEN, reason(of(Role.PLANNER).discard("r", RITA, true)));
        assertEquals("done", reason(of(Role.OPERATOR).discard("r", RITA, false)));
        assertEquals(List.of("look whether to discard r", "discard r"), kept.done());
    }

    @Test
    void whereNoPlansAreKeptNothingIsDone() {
        kept.leave();

        var _ = of(Role.ADMIN).apply("r", RITA);

        assertEquals(List.of(), kept.done());
    }
}
