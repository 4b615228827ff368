package io.fleetmesh.ctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code fleetctl approve}. */
@Command(name = "approve", description = "Approves what waits for somebody.", synopsisSubcommandLabel = "(export)")
final class ApproveCommand {
    @ParentCommand
    private Fleetctl fleetctl;

    @Command(
            name = "export",
            description = "A member may export a service from now on, where exports are held"
                    + " (spec.exportGuard.holdFirstExport).")
    int export(@Mixin ExportWord word) {
        fleetctl.out().println(word.ask(fleetctl.api(), true));
        return 0;
    }
}
