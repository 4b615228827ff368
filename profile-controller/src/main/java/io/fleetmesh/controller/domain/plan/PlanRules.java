package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.Plan;
import java.time.Instant;

public final class PlanRules {
    private PlanRules() {}

    public sealed interface Verdict {
        record Ok() implements Verdict {}

        record Refused(String reason) implements Verdict {}
    }

    public sealed interface Change {
        record Changed(Plan plan) implements Change {}

        record Refused(String reason) implements Change {}
    }

    public static Verdict applicable(Plan p, String h, Instant now) {
        return new Verdict.Ok();
    }

    public static Change override(Plan p, String c, String r, String a, Instant n) {
        return new Change.Changed(p);
    }

    public static Change approve(Plan p, String a, Instant n) {
        return new Change.Changed(p);
    }
}
