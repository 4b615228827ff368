package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.Plan;
import java.time.Instant;
import java.util.*;

public final class Planner {
    private Planner() {}

    public static Plan plan(PlanInputs inputs, Target target, Instant now, Instant expires, String id, String actor) {
        return new Plan(
                id,
                inputs.profile(),
                "x",
                now,
                actor,
                expires,
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
}
