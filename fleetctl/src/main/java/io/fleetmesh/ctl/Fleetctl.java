package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fleetmesh.contract.resource.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code fleetctl}: declares objects, and shows what is declared. */
@Command(
        name = "fleetctl",
        description = "Declares members, profiles and strategies of a fleet, and shows what is declared.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:diff, compare: there are differences",
            "2:the command line is wrong",
            "3:refused by the server, not found there, or a file cannot be read",
            "4:no server answers, or not now"
        })
public final class Fleetctl {
    private static final String NOTHING_RUNS =
            "%s names no running fleet: start one with './fleetmesh up', or give --server";

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The profile controller's address; otherwise 'api' of .fleetmesh/run.json.")
    private @Nullable String server;

    @Option(names = "--run-file", hidden = true, scope = ScopeType.INHERIT, defaultValue = ".fleetmesh/run.json")
    private Path runFile = Path.of(".fleetmesh/run.json");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Fleetctl() {}

    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command line, which writes to its own {@code out} and {@code err}. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Fleetctl()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, _) -> {
            if (failure instanceof Failure known) {
                command.getErr().println("fleetctl: " + known.getMessage());
                return known.exitCode();
            }
            throw failure;
        });
        return line;
    }

    private Api api() {
        return new Api(server == null ? fromRunFile() : server);
    }

    private String fromRunFile() {
        String address = runFile().path("api").asText();
        if (address.isEmpty()) {
            throw new Failure(Failure.UNAVAILABLE, NOTHING_RUNS.formatted(runFile));
        }
        return address;
    }

    private JsonNode runFile() {
        try {
            return new JsonMapper().readTree(runFile.toFile());
        } catch (IOException _) {
            // Whatever is wrong with the file is the same to the user: nothing runs here.
            throw new Failure(Failure.UNAVAILABLE, NOTHING_RUNS.formatted(runFile));
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private Kind kind(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(Kind.values())
                .filter(kind -> word.equals(kind.plural()) || word.equalsIgnoreCase(kind.text()))
                .findFirst()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(),
                        "no kind '" + text + "'; expected one of "
                                + Arrays.stream(Kind.values()).map(Kind::plural).collect(Collectors.joining(", "))));
    }

    private static JsonNode found(Api api, Kind kind, String name) {
        return api.find(kind, name).orElseThrow(() -> new Failure(Failure.REFUSED, "there is no " + kind.object(name)));
    }

    @Command(description = "Creates or changes the objects of files, strategies first, then members, then profiles.")
    int apply(
            @Option(
                            names = "-f",
                            paramLabel = "FILE",
                            required = true,
                            description = "YAML or JSON; '-' is standard input.")
                    List<String> files,
            @Option(names = "--dry-run", description = "Only say what would be done.") boolean dryRun) {
        Api api = api();
        int exitCode = 0;
        for (Declared declared : Declared.read(files)) {
            try {
                out().println(declared.object() + " " + put(api, declared, dryRun) + (dryRun ? " (dry run)" : ""));
            } catch (Failure e) {
                // The others may be right; an order that matters is kept.
                spec.commandLine().getErr().println(declared.object() + " refused: " + e.getMessage());
                exitCode = e.exitCode();
            }
        }
        return exitCode;
    }

    private static String put(Api api, Declared declared, boolean dryRun) {
        Optional<JsonNode> before = api.find(declared.kind(), declared.name());
        Api.Changed after = api.put(declared.kind(), declared.name(), declared.document(), dryRun);
        if (after.created()) {
            return "created";
        }
        String pointer = "/metadata/resourceVersion";
        return before.filter(old -> old.at(pointer).equals(after.object().at(pointer)))
                        .isPresent()
                ? "unchanged"
                : "changed";
    }

    @Command(description = "Shows what 'apply' would change, field by field.")
    int diff(
            @Option(
                            names = "-f",
                            paramLabel = "FILE",
                            required = true,
                            description = "YAML or JSON; '-' is standard input.")
                    List<String> files) {
        Api api = api();
        int exitCode = 0;
        for (Declared declared : Declared.read(files)) {
            JsonNode before =
                    api.find(declared.kind(), declared.name()).orElseGet(JsonNodeFactory.instance::missingNode);
            JsonNode after = api.put(declared.kind(), declared.name(), declared.document(), true)
                    .object();
            List<String> lines = Fields.differences(before, after);
            if (!lines.isEmpty()) {
                out().println(declared.object());
                lines.forEach(out()::println);
                exitCode = Failure.DIFFERENT;
            }
        }
        return exitCode;
    }

    @Command(description = "Lists objects, or shows one.")
    int get(
            @Parameters(paramLabel = "KIND", description = "members, networkprofiles or rolloutstrategies.")
                    String kindText,
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "One object; all if absent.") @Nullable
                    String name,
            @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table, yaml or json.")
                    Output output) {
        Kind kind = kind(kindText);
        Api api = api();
        out().print(name == null ? output.all(kind, api.list(kind)) : output.one(kind, found(api, kind, name)));
        out().flush();
        return 0;
    }

    @Command(description = "Shows all fields of one object, a line for each.")
    int describe(
            @Parameters(paramLabel = "KIND", description = "member, networkprofile or rolloutstrategy.")
                    String kindText,
            @Parameters(paramLabel = "NAME") String name) {
        Kind kind = kind(kindText);
        Fields.of(found(api(), kind, name)).forEach((path, value) -> out().println(path + ": " + value));
        return 0;
    }

    @Command(description = "Deletes one object.")
    int delete(
            @Parameters(paramLabel = "KIND", description = "member, networkprofile or rolloutstrategy.")
                    String kindText,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--dry-run", description = "Only say whether it would be.") boolean dryRun) {
        Kind kind = kind(kindText);
        api().delete(kind, name, dryRun);
        out().println(kind.object(name) + " deleted" + (dryRun ? " (dry run)" : ""));
        return 0;
    }

    @Command(
            description = {
                "Compares what a native mesh serves of a member with what this fleet would: the first thing to do before a"
                        + " member joins. It may be observed only.",
                "Exit code 0: equal, but for what differs on purpose; 1: there are differences."
            })
    int compare(
            @Parameters(paramLabel = "MEMBER", description = "One that is known here.") String member,
            @Mixin EtcdOptions etcd,
            @Option(
                            names = "--store",
                            paramLabel = "URL",
                            description = "The mesh store's HTTP address; otherwise that of .fleetmesh/run.json.")
                    @Nullable
                    String store) {
        StoreEntries here = new StoreEntries(store == null ? storeOfRunFile() : store, member);
        try (NativeStore there = NativeStore.open(etcd)) {
            return new CompareRun(there, here, out()).run();
        } finally {
            out().flush();
        }
    }

    private String storeOfRunFile() {
        for (JsonNode service : runFile().path("services")) {
            if (service.path("name").asText().equals("mesh-store")) {
                return service.path("http").asText();
            }
        }
        throw new Failure(Failure.UNAVAILABLE, runFile + " names no mesh store: give --store");
    }
}
