package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RoleBindingSpec;
import io.fleetmesh.contract.resource.RoleBindingSpec.Role;
import io.fleetmesh.contract.resource.RoleBindingSpec.Subjects;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.plan.Plans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** One plan of profile {@code red}, one of {@code blue}. */
class PlansOfCallerTest {
    private final Kept kept = new Kept();

    private static Plan plan(String id, String profile) {
        return new Plan(
                id,
                profile,
                "0".repeat(64),
                Instant.EPOCH,
                "alice",
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                List.of(),
                Optional.empty());
    }

    /** Says yes to everything, and remembers. */
    private static final class Kept implements Plans {
        private final NavigableMap<String, Plan> plans =
                new TreeMap<>(Map.of("r", plan("r", "red"), "b", plan("b", "blue")));
        private final List<String> done = new ArrayList<>();
        private boolean elsewhere;

        private CompletionStage<Outcome> did(String what) {
            done.add(what);
            return CompletableFuture.completedFuture(new Outcome.Done(plan("x", "x")));
        }

        @Override
        public Optional<NavigableMap<String, Plan>> all() {
            return elsewhere ? Optional.empty() : Optional.of(plans);
        }

        @Override
        public CompletionStage<Outcome> make(String profile, String actor) {
            return did("make " + profile);
        }

        @Override
        public CompletionStage<Outcome> apply(String id, String actor) {
            return did("apply " + id);
        }

        @Override
        public CompletionStage<Outcome> override(String id, String check, String reason, String actor) {
            return did("override " + id);
        }

        @Override
        public CompletionStage<Outcome> approve(String id, String actor) {
            return did("approve " + id);
        }
    }

    private Plans of(Role role) {
        Intent binding = Intent.of(
                ObjectMeta.named("red", Map.of()),
                new RoleBindingSpec(
                        new Subjects(List.of("rita"), List.of()), role, List.of("red"), List.of(), List.of()));
        Caller rita = new Caller("rita", Set.of(), Caller.By.CERTIFICATE, false);
        return new PlansOfCaller(kept, Authority.of(rita, Map.of(binding.key(), binding)));
    }

    private static Object reason(CompletionStage<Plans.Outcome> outcome) {
        return outcome.toCompletableFuture().join() instanceof Plans.Outcome.Refused refused
                ? refused.reason()
                : "done";
    }

    @Test
    void plansOfOtherProfilesAreNotThere() {
        assertEquals(Set.of("r"), of(Role.ADMIN).all().orElseThrow().keySet());
        assertEquals(Reason.NOT_FOUND, reason(of(Role.ADMIN).apply("b", "rita")));
        assertEquals(Reason.NOT_FOUND, reason(of(Role.ADMIN).make("blue", "rita")));
        assertEquals(List.of(), kept.done);
    }

    @Test
    void aViewerLooksAPlannerPlansAnOperatorApplies() {
        assertEquals(Reason.FORBIDDEN, reason(of(Role.VIEWER).make("red", "rita")));
        assertEquals("done", reason(of(Role.PLANNER).make("red", "rita")));
        assertEquals(Reason.FORBIDDEN, reason(of(Role.PLANNER).apply("r", "rita")));
        assertEquals(Reason.FORBIDDEN, reason(of(Role.PLANNER).approve("r", "rita")));
        assertEquals(Reason.FORBIDDEN, reason(of(Role.PLANNER).override("r", "c", "why", "rita")));
        assertEquals("done", reason(of(Role.OPERATOR).override("r", "c", "why", "rita")));
        assertEquals("done", reason(of(Role.OPERATOR).approve("r", "rita")));
        assertEquals("done", reason(of(Role.OPERATOR).apply("r", "rita")));
        assertEquals(List.of("make red", "override r", "approve r", "apply r"), kept.done);
    }

    @Test
    void whereNoPlansAreKeptNothingIsDone() {
        kept.elsewhere = true;

        var _ = of(Role.ADMIN).apply("r", "rita");

        assertEquals(List.of(), kept.done);
    }
}
