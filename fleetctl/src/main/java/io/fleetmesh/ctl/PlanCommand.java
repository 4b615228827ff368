package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Plan;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleetctl plan}. */
@Command(
        name = "plan",
        description = "Shows what would change before anything does, and does it.",
        synopsisSubcommandLabel = "(profile | apply | approve)")
final class PlanCommand {
    @ParentCommand
    private Fleetctl fleetctl;

    @Spec
    private CommandSpec spec;

    /** Somebody answers for a check that fails. */
    static final class Answering {
        @Option(
                names = "--override",
                paramLabel = "CHECK",
                required = true,
                description = "A check that fails, by its name.")
        private String check;

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "Why it may; recorded in the plan.")
        private String reason;
    }

    @Command(description = "Makes a plan for a profile and shows it; exit code 3 if a check fails.")
    int profile(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--dry-run", description = "Only for a look: the server keeps nothing of it.")
                    boolean dryRun,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FORMAT",
                            defaultValue = "table",
                            description = "table: for people; yaml or json.")
                    Output output) {
        if (output == Output.HELM) {
            throw new ParameterException(spec.commandLine(), "a plan has no Helm values: expected table, yaml or json");
        }
        Progress progress = fleetctl.progress();
        progress.say("planning " + name);
        JsonNode plan = fleetctl.api().plan(name, dryRun);
        progress.end();
        boolean fails = show(plan, output);
        if (!output.isTable()) {
            return fails ? Failure.REFUSED : 0;
        }
        fleetctl.out()
                .println("\n"
                        + (dryRun
                                ? "Nothing of it is kept: without --dry-run it can be applied."
                                : next(Plans.of(plan), fails)));
        return fails ? Failure.REFUSED : 0;
    }

    /** What it takes to apply the plan. */
    private String next(Plan plan, boolean fails) {
        String command = "  " + fleetctl.called() + " plan ";
        String apply = command + "apply " + plan.id();
        int missing = Plans.approvalsMissing(plan);
        if (plan.changesNothing() && !fails && missing == 0) {
            return "There is nothing to apply.";
        }
        String approvals = "the approval of " + missing + " who neither made it nor will apply it:\n" + command
                + "approve " + plan.id() + "\n";
        if (fails) {
            return "It cannot be applied as it is: put right what fails and plan again, or answer for it:\n" + apply
                    + " --override CHECK --reason TEXT"
                    // Who approves must have seen what is overridden.
                    + (missing == 0
                            ? ""
                            : "\nThat says who answers, and then waits for " + approvals + "Then the same once more.");
        }
        return missing == 0 ? "To apply it:\n" + apply : "It needs " + approvals + "Then, to apply it:\n" + apply;
    }

    /** Whether a check fails. */
    private boolean show(JsonNode plan, Output output) {
        fleetctl.out().print(output.isTable() ? Plans.text(plan) : output.tree(plan));
        fleetctl.out().flush();
        return Plans.fails(Plans.of(plan));
    }

    @Command(description = "Applies a plan, if its inputs are what they were and no check fails.")
    int apply(
            @Parameters(paramLabel = "ID") String id,
            @ArgGroup(exclusive = false, multiplicity = "0..*") List<Answering> overrides) {
        Api api = fleetctl.api();
        for (Answering override : overrides == null ? new ArrayList<Answering>() : overrides) {
            ObjectNode document = JsonNodeFactory.instance
                    .objectNode()
                    .put("check", override.check)
                    .put("reason", override.reason);
            var _ = api.changePlan(id, "overrides", document);
            fleetctl.out().println("Plan/" + id + ": check " + override.check + " overridden");
        }
        var _ = api.changePlan(id, "apply", JsonNodeFactory.instance.objectNode());
        fleetctl.out().println("Plan/" + id + " applied");
        return 0;
    }

    @Command(description = "Approves a plan of somebody else.")
    int approve(@Parameters(paramLabel = "ID") String id) {
        JsonNode plan = fleetctl.api().changePlan(id, "approvals", JsonNodeFactory.instance.objectNode());
        fleetctl.out()
                .println("Plan/" + id + " approved: " + plan.path("approvals").size() + " of "
                        + plan.path("approvalsNeeded").asInt() + " needed");
        return 0;
    }
}
