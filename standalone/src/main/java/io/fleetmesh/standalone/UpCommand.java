package io.fleetmesh.standalone;

import io.fleetmesh.controller.domain.ProfileSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./fleetmesh up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisHeading = "usage: ./",
        customSynopsis = "fleetmesh up [OPTIONS]",
        description = "Runs a broker, a sample fleet and all services on this machine until Ctrl-C.")
final class UpCommand implements Callable<Integer> {
    private static final List<String> SAMPLES = List.of("east", "west", "north");
    private static final List<String> STRANGERS = List.of("south", "twin");

    @Option(names = "--data", paramLabel = "DIR", description = "Keep Kafka's log and the mesh CA in DIR between runs.")
    private @Nullable Path data;

    @Option(
            names = "--members",
            paramLabel = "N|IDS",
            description = "Generate a fleet of N simulated members, or of those with cluster IDs such as 1-4,256,511.")
    private @Nullable String generated;

    @Option(
            names = "--max-connected-clusters",
            paramLabel = "N",
            description = "Cilium's setting of this name in all members, 255 or 511; by default 511 if a cluster ID is"
                    + " above 255.")
    private @Nullable Integer maxConnectedClusters;

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    private List<MemberOption> real = new ArrayList<>();

    @Option(
            names = "--undeclared",
            description = "Declare nothing: the members of the samples come from configuration alone.")
    private boolean undeclared;

    @Option(names = "--processes", description = "Run each service as a process of its own.")
    private boolean processes;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "With --processes, run N brokers; with 3, each topic has 3 copies, of which 2 must have a record.")
    private int brokers;

    @Option(
            names = "--operators",
            paramLabel = "NAME",
            split = ",",
            description =
                    "With --processes, ask clients of Kafka and of the API for certificates of the mesh CA, and let"
                            + " them do what ACLs and RoleBindings say. These people get one; the first may everything. Nothing"
                            + " is declared.")
    private List<String> operators = new ArrayList<>();

    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            defaultValue = "19000",
            description = "Count all ports from PORT (default: ${DEFAULT-VALUE}).")
    private int basePort;

    @Option(names = "--root", hidden = true, defaultValue = ".")
    private Path root = Path.of(".");

    @Option(names = "--home", hidden = true)
    private @Nullable Path home;

    @Override
    public Integer call() throws IOException {
        Brokers wanted = Brokers.of(brokers, processes);
        if (!operators.isEmpty() && !processes) {
            throw new Refusal("--operators " + String.join(",", operators)
                    + " needs --processes: each has a certificate of its own for Kafka");
        }
        Path project = root.toAbsolutePath().normalize();
        List<FleetMember> members = members();
        Path files = absolute(home, project.resolve(".fleetmesh"));
        try (RunLock _ = RunLock.take(files)) {
            Layout layout = new Layout(project, files, absolute(data, files.resolve("data")));
            boolean keepData = data != null;
            Brokers all = keepData ? wanted.continuing(layout.data()) : wanted;
            ProfileSettings profile = profile(members);
            Run run = new Run(
                    layout,
                    new Ports(basePort),
                    members,
                    profile,
                    all,
                    generated != null,
                    processes,
                    !undeclared && operators.isEmpty(),
                    operators);
            run.ports().check(run);
            KeptFleet kept = new KeptFleet(layout.data(), profile);
            kept.admit(members, keepData);
            CleanStart.prepare(run, keepData);
            kept.remember(members);
            all.remember(layout.data());
            // Whoever finds it takes the run for one that runs.
            layout.runFile().toFile().deleteOnExit();
            return processes ? new ProcessesRun(run).run() : OneJvmRun.run(run);
        }
    }

    private static Path absolute(@Nullable Path given, Path otherwise) {
        return given == null ? otherwise : given.toAbsolutePath().normalize();
    }

    /** Clusters of the samples that are no members. */
    static List<FleetMember> strangers() {
        return IntStream.range(0, STRANGERS.size())
                .mapToObj(i -> new FleetMember(STRANGERS.get(i), SAMPLES.size() + i + 1, Optional.empty()))
                .toList();
    }

    /** The members of the samples. */
    static List<FleetMember> samples() {
        return IntStream.range(0, SAMPLES.size())
                .mapToObj(i -> new FleetMember(SAMPLES.get(i), i + 1, Optional.empty()))
                .toList();
    }

    private List<FleetMember> members() {
        if (!real.isEmpty() && generated != null) {
            throw new Refusal("--member and --members exclude each other: give real clusters or a number");
        }
        if (!real.isEmpty()) {
            return MemberOption.resolve(real);
        }
        if (generated == null) {
            return samples();
        }
        return GeneratedFleet.of(generated);
    }

    private ProfileSettings profile(List<FleetMember> members) {
        if (maxConnectedClusters == null) {
            return Run.profile(members);
        }
        try {
            return new ProfileSettings(Run.PROFILE, maxConnectedClusters);
        } catch (IllegalArgumentException e) {
            throw new Refusal("--max-connected-clusters " + maxConnectedClusters + ": expected 255 or 511", e);
        }
    }
}
