package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code fleetctl}: declares objects, and shows what is declared. */
@Command(
        name = "fleetctl",
        description =
                "Declares members, profiles and strategies of a fleet, shows what is declared and what is there, plans.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            GetCommand.class,
            PlanCommand.class,
            CheckCommand.class,
            DiscoverCommand.class,
            ApproveCommand.class,
            RevokeCommand.class,
            ForgetCommand.class,
            CompletionCommand.class,
            CompleteCommand.class
        },
        scope = ScopeType.INHERIT,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:diff, compare: there are differences",
            "2:the command line is wrong",
            "3:refused by the server, not found there, or a file cannot be read; plan and check: a check fails",
            "4:no server answers, or not now",
            "5:check --kubeconfig: nothing fails, but it was not looked at beside a fleet"
        })
public final class Fleetctl {
    /** Shown as a file of values: nobody could paste paths. */
    private static final String HELM_VALUES = "status.helmValues";

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The profile controller's address; otherwise 'api' of .fleetmesh/run.json.")
    private @Nullable String server;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:FLEETCTL_CERT}",
            description = "The operator's certificate, PEM; otherwise FLEETCTL_CERT, or 'apiCertificate' of run.json.")
    private @Nullable Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:FLEETCTL_KEY}",
            description = "Its key, PKCS#8 in PEM; otherwise FLEETCTL_KEY, or 'apiKey' of run.json.")
    private @Nullable Path key;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:FLEETCTL_CA}",
            description = "The CA of the server's certificate, PEM; otherwise FLEETCTL_CA, or 'apiCa' of run.json.")
    private @Nullable Path ca;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:FLEETCTL_TOKEN_FILE}",
            description = "A file with a bearer token; otherwise FLEETCTL_TOKEN_FILE, or 'apiTokenFile' of run.json.")
    private @Nullable Path tokenFile;

    @Option(names = "--run-file", hidden = true, scope = ScopeType.INHERIT, defaultValue = ".fleetmesh/run.json")
    private Path runFile = Path.of(".fleetmesh/run.json");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Clock clock;

    private Fleetctl(Clock clock) {
        this.clock = clock;
    }

    public static void main(String... args) {
        CommandLine line = commandLine(Clock.systemUTC());
        // The launcher's words: what is shown to be copied must work where it is typed.
        line.setCommandName(System.getProperty("fleetctl.called", line.getCommandName()));
        System.exit(line.execute(args));
    }

    /** The whole command line, which writes to its own {@code out} and {@code err}. */
    static CommandLine commandLine(Clock clock) {
        CommandLine line = new CommandLine(new Fleetctl(clock)).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, _) -> {
            if (failure instanceof Failure known) {
                command.getErr().println("fleetctl: " + known.getMessage());
                return known.exitCode();
            }
            throw failure;
        });
        line.setParameterExceptionHandler((wrong, _) -> {
            CommandLine command = wrong.getCommandLine();
            PrintWriter err = command.getErr();
            err.println("fleetctl: " + wrong.getMessage());
            UnmatchedArgumentException.printSuggestions(wrong, err);
            err.println("  '" + command.getCommandSpec().qualifiedName() + " --help' says what there is");
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
        return line;
    }

    Api api() {
        return api(Api.PATIENCE);
    }

    /** @param patience with each answer */
    Api api(Duration patience) {
        // Who names a server does not mean the fleet that runs here.
        JsonNode run = server == null ? runFile() : JsonNodeFactory.instance.objectNode();
        Login login = new Login(
                file(certificate, run, "apiCertificate"),
                file(key, run, "apiKey"),
                file(ca, run, "apiCa"),
                file(tokenFile, run, "apiTokenFile"));
        return new Api(server == null ? run.path("api").asText() : server, login, patience);
    }

    Clock clock() {
        return clock;
    }

    Instant now() {
        return clock.instant();
    }

    private static Optional<Path> file(@Nullable Path given, JsonNode run, String field) {
        return Optional.ofNullable(given)
                .or(() -> Optional.of(run.path(field).asText())
                        .filter(text -> !text.isEmpty())
                        .map(Path::of));
    }

    private JsonNode runFile() {
        try {
            JsonNode run = new JsonMapper().readTree(runFile.toFile());
            if (!run.path("api").asText().isEmpty()) {
                return run;
            }
        } catch (IOException _) {
            // The same to the user: nothing runs here.
        }
        throw new Failure(
                Failure.UNAVAILABLE,
                runFile + " names no running fleet: start one with './fleetmesh up', or give --server");
    }

    /** As it was called: for commands that are shown to be typed. */
    String called() {
        return spec.name();
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    Progress progress() {
        return new Progress(spec.commandLine().getErr(), Progress.onTerminal());
    }

    private CommandLine.ParameterException unknown(String text, String expected) {
        return new CommandLine.ParameterException(
                spec.commandLine(), "no kind '" + text + "'; expected one of " + expected);
    }

    Resource resource(String text) {
        return Resource.of(text).orElseThrow(() -> unknown(text, Resource.ALL));
    }

    private Resource deletable(String text) {
        return Resource.of(text)
                .filter(resource -> resource != Resource.SERVICES)
                .orElseThrow(() -> unknown(text, "members, profiles, strategies, bindings or plans"));
    }

    static JsonNode found(Api api, Resource resource, String name) {
        return api.find(resource, name).orElseThrow(() -> missing(resource, name));
    }

    private static Failure missing(Resource resource, String name) {
        return new Failure(Failure.REFUSED, "there is no " + resource.object(name));
    }

    @Command(description = "Creates or changes the objects of files, all of them or none.")
    int apply(
            @Option(
                            names = "-f",
                            paramLabel = "FILE",
                            required = true,
                            description = "YAML or JSON; '-' is standard input.")
                    List<String> files,
            @Option(names = "--dry-run", description = "Only say what would be done.") boolean dryRun) {
        List<Declared> all = Declared.read(files);
        List<Api.Applied> applied = allOrNone(all, dryRun);
        for (int i = 0; i < applied.size(); i++) {
            out().println(all.get(i).object() + " " + applied.get(i).result() + (dryRun ? " (dry run)" : ""));
        }
        return 0;
    }

    List<Api.Applied> allOrNone(List<Declared> all, boolean dryRun) {
        try {
            return api().apply(all, dryRun);
        } catch (Failure e) {
            throw e.exitCode() == Failure.REFUSED
                    ? new Failure(e.exitCode(), e.getMessage() + "\n  nothing is applied, for it is all or nothing")
                    : e;
        }
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
        List<Declared> all = Declared.read(files);
        List<Api.Applied> applied = api.apply(all, true);
        for (int i = 0; i < applied.size(); i++) {
            Declared declared = all.get(i);
            JsonNode before = api.find(Resource.of(declared.kind()), declared.name())
                    .orElseGet(JsonNodeFactory.instance::missingNode);
            List<String> lines = Fields.differences(before, applied.get(i).object());
            if (!lines.isEmpty()) {
                out().println(declared.object());
                lines.forEach(out()::println);
                exitCode = Failure.DIFFERENT;
            }
        }
        return exitCode;
    }

    @Command(description = "Shows all of one object: its fields, a line for each; of a plan what it would do.")
    int describe(
            @Parameters(paramLabel = "KIND", description = "member, profile, strategy, binding, service or plan.")
                    String kindText,
            @Parameters(paramLabel = "NAME", description = "Of a service NAMESPACE/NAME.") String name) {
        Resource resource = resource(kindText);
        Api api = api();
        JsonNode object = api.find(resource, name)
                // One that is declared no more is seen out.
                .or(() -> resource == Resource.MEMBERS ? api.memberStatus(name) : Optional.empty())
                .orElseThrow(() -> missing(resource, name));
        if (resource == Resource.PLANS) {
            out().print(Plans.text(object));
            out().flush();
            return 0;
        }
        Fields.of(object).forEach((path, value) -> {
            if (!path.startsWith(HELM_VALUES)) {
                out().println(path + ": " + value);
            }
        });
        JsonNode values = object.at("/status/helmValues");
        if (!values.isEmpty()) {
            out().println("\nHelm values for its Cilium ('" + called() + " get member " + name + " -o helm'):\n");
            out().print(Output.HELM.tree(values).indent(2));
        }
        out().flush();
        return 0;
    }

    @Command(description = "Deletes one object; of plans, one that was not applied.")
    int delete(
            @Parameters(paramLabel = "KIND", description = "member, profile, strategy, binding or plan.")
                    String kindText,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--dry-run", description = "Only say whether it would be.") boolean dryRun) {
        Resource resource = deletable(kindText);
        api().delete(resource, name, dryRun);
        out().println(resource.object(name) + " deleted" + (dryRun ? " (dry run)" : ""));
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
                            description =
                                    "The HTTP address of a mesh store on this machine, or of a tunnel to one; otherwise that of"
                                            + " .fleetmesh/run.json.")
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
