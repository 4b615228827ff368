package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.resource.Kind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    @Option(names = "--apply", description = "Declares them; what a person or another source declared stays as it is.")
    private boolean apply;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        List<Discovered> all = Discovered.in(paths, why -> err.println("passed over: " + why));
        hints(all, err);
        if (!apply) {
            all.forEach(one -> fleetctl.out().print(Output.YAML.tree(one.document())));
            fleetctl.out().flush();
            return 0;
        }
        int exitCode = 0;
        for (Discovered one : all) {
            try {
                fleetctl.out().println(Kind.MEMBER.object(one.name()) + " " + declare(fleetctl.api(), one));
            } catch (Failure e) {
                err.println(Kind.MEMBER.object(one.name()) + " refused: " + e.getMessage());
                exitCode = e.exitCode();
            }
        }
        return exitCode;
    }

    private static void hints(List<Discovered> all, PrintWriter err) {
        Map<String, Discovered> byServer = new TreeMap<>();
        for (Discovered one : all) {
            one.server()
                    .map(server -> byServer.put(server, one))
                    .ifPresent(other -> err.println("note: " + other.where() + " and " + one.where()
                            + " lead to the same server: a cluster is one Member"));
            one.neededAs()
                    .ifPresent(name -> err.println("note: " + one.where() + " is looked for as " + name
                            + " in the watcher's directory of kubeconfigs"));
        }
    }

    private static String declare(Api api, Discovered one) {
        Optional<JsonNode> before = api.find(Resource.MEMBERS, one.name());
        String owner =
                before.map(member -> member.at("/metadata/managedBy").asText()).orElse(Discovered.MANAGED_BY);
        if (!owner.equals(Discovered.MANAGED_BY)) {
            return "left alone: it is declared by " + (owner.isEmpty() ? "a person" : owner);
        }
        if (before.isPresent()) {
            return "there already";
        }
        var _ = api.put(Kind.MEMBER, one.name(), one.document(), false);
        return "created";
    }
}
