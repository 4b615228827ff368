package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.resource.Kind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private static final String CLUSTER = "/spec/kubeconfig";

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
        hints(all, err);
        if (!apply) {
            all.forEach(one -> fleetctl.out().print(Output.YAML.tree(one.document())));
            fleetctl.out().flush();
            return 0;
        }
        declare(all);
        return 0;
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

    /** Those that are not there; the server refuses all of them if one is there by then. */
    private void declare(List<Discovered> all) {
        Map<String, JsonNode> byName = new HashMap<>();
        Map<JsonNode, String> byCluster = new HashMap<>();
        for (JsonNode member : fleetctl.api().list(Resource.MEMBERS, "").items()) {
            String name = member.at("/metadata/name").asText();
            byName.put(name, member);
            byCluster.put(member.at(CLUSTER), name);
        }
        Map<String, String> became = new LinkedHashMap<>();
        List<Declared> absent = new ArrayList<>();
        for (Discovered one : all) {
            JsonNode same = byName.get(one.name());
            String other = byCluster.get(one.document().at(CLUSTER));
            if (same == null && other == null) {
                absent.add(one.declared());
            }
            became.put(
                    one.name(),
                    same != null ? leftAlone(same) : other == null ? "created" : "left alone: it is Member/" + other);
        }
        if (!absent.isEmpty()) {
            var _ = fleetctl.allOrNone(absent, false);
        }
        became.forEach((name, what) -> fleetctl.out().println(Kind.MEMBER.object(name) + " " + what));
    }

    private static String leftAlone(JsonNode member) {
        String owner = member.at("/metadata/managedBy").asText();
        return owner.equals(Discovered.MANAGED_BY)
                ? "there already"
                : "left alone: it is declared by " + (owner.isEmpty() ? "a person" : owner);
    }
}
