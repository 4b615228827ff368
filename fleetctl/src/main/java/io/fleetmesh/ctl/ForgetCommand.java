package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code fleetctl forget}. */
@Command(
        name = "forget",
        description = "Lets the fleet forget what it remembers of those who are gone.",
        synopsisSubcommandLabel = "(cluster-id)")
final class ForgetCommand {
    @ParentCommand
    private Fleetctl fleetctl;

    @Command(
            name = "cluster-id",
            description = {
                "A cluster ID that is reserved or remembered is nobody's any more: the next cluster without one may get it.",
                "Refused as long as a member or a candidate has it. Agents and policies may still know identities in its range:"
                        + " wait until all of them have forgotten the cluster."
            })
    int clusterId(
            @Parameters(paramLabel = "ID") int id,
            @Option(names = "--profile", paramLabel = "NAME", required = true, description = "In which it is reserved.")
                    String profile,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Why; recorded with who did.")
                    String reason) {
        JsonNode was = fleetctl.api().forgetClusterId(profile, id, reason);
        fleetctl.out()
                .println("cluster ID " + id + " of NetworkProfile/" + profile + " forgotten; it was that of Member/"
                        + was.path("member").asText());
        return 0;
    }
}
