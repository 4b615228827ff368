package io.fleetmesh.ctl;

import io.fleetmesh.contract.resource.Kind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleetctl discover}. */
@Command(
        name = "discover",
        description = "Prints a Member for each context of kubeconfig files; credentials stay where they are.")
final class DiscoverCommand implements Callable<Integer> {
    @ParentCommand
    private Fleetctl fleetctl;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE|DIRECTORY", arity = "1..*", description = "Kubeconfigs, or folders of them.")
    private List<Path> paths;

    @Option(
            names = "--apply",
            description = "Declares them, all or none; what a person or another source declared stays as it is.")
    private boolean apply;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        List<Discovered> all = Discovered.in(paths, why -> err.println("passed over: " + why));
        all.forEach(one -> one.neededAs()
                .ifPresent(name -> err.println("note: " + one.where() + " is looked for as " + name
                        + " in the watcher's directory of kubeconfigs")));
        if (!apply) {
            sameServers(all, err);
            all.forEach(one -> fleetctl.out().print(Output.YAML.tree(one.document())));
            fleetctl.out().flush();
            return 0;
        }
        declare(all);
        return 0;
    }

    private static void sameServers(List<Discovered> all, PrintWriter err) {
        Map<String, Discovered> byServer = new TreeMap<>();
        all.forEach(one -> one.server()
                .map(server -> byServer.put(server, one))
                .ifPresent(other -> err.println("note: " + other.where() + " and " + one.where()
                        + " lead to the same server: a cluster is one Member")));
    }

    /** Those that are not there; the server refuses all of them if one is there by then. */
    private void declare(List<Discovered> all) {
        Adoption adoption =
                new Adoption(all, fleetctl.api().list(Resource.MEMBERS, "").items());
        if (!adoption.absent().isEmpty()) {
            var _ = fleetctl.allOrNone(
                    adoption.absent().stream().map(Discovered::declared).toList(), false);
        }
        adoption.became().forEach((name, what) -> fleetctl.out().println(Kind.MEMBER.object(name) + " " + what));
    }
}
