package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleetctl get}. */
@Command(name = "get", description = "Lists objects, or shows some of them by name.")
final class GetCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @ParentCommand
    private Fleetctl fleetctl;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "KIND", description = Resource.ALL + ".")
    private String kind;

    @Parameters(index = "1..*", paramLabel = "NAME", description = "Of services NAMESPACE/NAME; all if absent.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, wide, yaml or json; of one member also helm: the values for its Cilium.")
    private Output output;

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            defaultValue = "",
            description = "Only objects with such labels: a=b,c!=d,e in (f,g),h,!i.")
    private String selector;

    @Option(
            names = {"-w", "--watch"},
            description = "Goes on with each change, until it is interrupted.")
    private boolean watch;

    @Override
    public Integer call() {
        Resource resource = fleetctl.resource(kind);
        if (!names.isEmpty() && (watch || !selector.isEmpty())) {
            throw new ParameterException(spec.commandLine(), "expected either names, or --watch or --selector");
        }
        if (!selector.isEmpty() && resource.kind().isEmpty()) {
            throw new ParameterException(spec.commandLine(), resource.plural() + " have no labels");
        }
        if (output == Output.HELM) {
            if (resource != Resource.MEMBERS || names.size() != 1) {
                throw new ParameterException(spec.commandLine(), "expected one member for '-o helm': get member NAME");
            }
            helm(names.getFirst());
        } else if (watch) {
            watch(resource);
        } else if (names.isEmpty()) {
            list(resource);
        } else {
            return named(resource);
        }
        return 0;
    }

    private void helm(String name) {
        JsonNode status = Fleetctl.found(fleetctl.api(), Resource.MEMBERS, name).path("status");
        JsonNode values = status.path("helmValues");
        if (values.isEmpty()) {
            throw new Failure(
                    Failure.REFUSED,
                    "there are no Helm values for " + Resource.MEMBERS.object(name) + ": "
                            + status.path("reason").asText("the server does not know where it stands") + "\n  next: "
                            + status.path("next").asText("ask again in some seconds"));
        }
        print(output.tree(values));
    }

    private void list(Resource resource) {
        List<JsonNode> all = listed(resource);
        if (all.isEmpty() && output.isTable()) {
            // A title above nothing leaves open whether there is nothing.
            spec.commandLine()
                    .getErr()
                    .println("there are no " + resource.name().toLowerCase(Locale.ROOT)
                            + (selector.isEmpty() ? "" : " with such labels"));
        } else {
            print(output.all(resource, all, fleetctl.now()));
        }
    }

    /** Tables of members have those, too, that are declared no more: an operator looks for them there. */
    private List<JsonNode> listed(Resource resource) {
        Api api = fleetctl.api();
        List<JsonNode> all = new ArrayList<>(api.list(resource, selector).items());
        if (resource == Resource.MEMBERS && output.isTable() && selector.isEmpty()) {
            api.statusesOfUndeclared().forEach(status -> all.add(undeclared(status)));
            all.sort(Comparator.comparing(object -> object.at("/metadata/name").asText()));
        }
        return all;
    }

    /** A row of which there is nothing but where it stands. */
    private static JsonNode undeclared(JsonNode status) {
        ObjectNode member = JsonNodeFactory.instance.objectNode();
        member.set("metadata", status.path("metadata"));
        member.set("status", status);
        return member;
    }

    /** Those that are there are shown though others are not. */
    private int named(Resource resource) {
        Api api = fleetctl.api();
        List<JsonNode> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            api.find(resource, name)
                    .or(() -> resource == Resource.MEMBERS && output.isTable()
                            ? api.memberStatus(name).map(GetCommand::undeclared)
                            : Optional.empty())
                    .ifPresentOrElse(found::add, () -> missing.add(name));
        }
        if (found.size() == 1 && names.size() == 1) {
            print(output.one(resource, found.getFirst(), fleetctl.now()));
        } else if (!found.isEmpty()) {
            print(output.all(resource, found, fleetctl.now()));
        }
        missing.forEach(name -> spec.commandLine().getErr().println("fleetctl: there is no " + resource.object(name)));
        return missing.isEmpty() ? 0 : Failure.REFUSED;
    }

    private void watch(Resource resource) {
        PrintWriter err = spec.commandLine().getErr();
        Api api = fleetctl.api();
        Consumer<String> trouble = why -> err.println("fleetctl: " + why + "; asking again");
        Watcher watcher = new Watcher(Watcher.Source.of(api, resource, selector), PAUSE, trouble);
        List<JsonNode> first = watcher.begin();
        Table table = new Table(resource, output == Output.WIDE);
        if (output.isTable()) {
            print(table.all(first, fleetctl.now()));
        } else {
            first.forEach(object -> print(output.tree(object)));
        }
        Watcher.Sink sink = (gone, object) -> {
            print(output.isTable() ? row(table, gone, object) : output.tree(event(gone, object)));
            // Nobody reads on.
            return !fleetctl.out().checkError();
        };
        if (resource == Resource.MEMBERS) {
            new MemberWatch(first, sink, why -> err.println("fleetctl: " + why))
                    .follow(watcher, new Watcher(Watcher.Source.ofStatuses(api), PAUSE, trouble));
        } else {
            watcher.follow(sink);
        }
    }

    private String row(Table table, boolean gone, JsonNode object) {
        String row = table.row(object, fleetctl.now());
        return gone ? row.stripTrailing() + "  (deleted)\n" : row;
    }

    private static JsonNode event(boolean gone, JsonNode object) {
        if (!gone) {
            return object;
        }
        ObjectNode marked = object.deepCopy();
        return marked.put("deleted", true);
    }

    private void print(String text) {
        fleetctl.out().print(text);
        fleetctl.out().flush();
    }
}
