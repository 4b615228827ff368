package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.CheckText;
import io.fleetmesh.contract.plan.Glyphs;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.plan.PlanText;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Plans as documents, as people read them. */
final class Plans {
    private Plans() {}

    /** The plan that {@code document} is. */
    static Plan of(JsonNode document) {
        ObjectNode fields = document.deepCopy();
        fields.remove(List.of("apiVersion", "kind", "metadata"));
        fields.set("id", document.at("/metadata/name"));
        byte[] body = fields.toString().getBytes(StandardCharsets.UTF_8);
        return switch (Codec.decode(Optional.of(EventTypes.of(Plan.class)), body)) {
            case Decoded.Known(Plan plan) -> plan;
            case Decoded other -> throw new Failure(Failure.UNAVAILABLE, "what answered is no plan: " + other);
        };
    }

    static String text(JsonNode document) {
        return PlanText.render(of(document), glyphs());
    }

    /** Its checks alone. */
    static String checks(Plan plan) {
        return CheckText.render(plan.checks(), plan.overrides(), glyphs());
    }

    /** Whether something fails that nobody answers for. */
    static boolean fails(Plan plan) {
        return plan.checks().stream().anyMatch(check -> check.level() == Level.FAIL && !plan.answersFor(check));
    }

    /** How many must still approve it, as far as that can be told before it is known who applies it. */
    static int approvalsMissing(Plan plan) {
        long others = plan.approvals().stream()
                .filter(approval -> !approval.actor().equals(plan.actor()))
                .count();
        return (int) Math.max(0, plan.approvalsNeeded() - others);
    }

    static Glyphs glyphs() {
        Charset out = Charset.forName(System.getProperty("stdout.encoding", "US-ASCII"), StandardCharsets.US_ASCII);
        return out.newEncoder().canEncode('\u00d7') && out.newEncoder().canEncode('\u221a')
                ? Glyphs.UNICODE
                : Glyphs.ASCII;
    }
}
