package io.fleetmesh.ctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code fleetctl revoke}. */
@Command(name = "revoke", description = "Takes back what was approved.", synopsisSubcommandLabel = "(export)")
final class RevokeCommand {
    @ParentCommand
    private Fleetctl fleetctl;

    @Command(
            name = "export",
            description =
                    "A member may export a service no more, where exports are held: what it exports of that name is"
                            + " shown to nobody until it is approved again.")
    int export(@Mixin ExportWord word) {
        fleetctl.out().println(word.ask(fleetctl.api(), false));
        return 0;
    }
}
