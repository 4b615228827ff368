package io.fleetmesh.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./fleetmesh train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        synopsisHeading = "usage: ./",
        customSynopsis = "fleetmesh train [OPTIONS]",
        description = {
            "Runs a sample fleet for a moment and keeps what its processes have loaded and linked:",
            "'up --processes' then starts them from there, in less time and memory."
        })
final class TrainCommand implements Callable<Integer> {
    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            defaultValue = "25000",
            description = "Count all ports from PORT (default: ${DEFAULT-VALUE}).")
    private int basePort;

    @Option(names = "--root", hidden = true, defaultValue = ".")
    private Path root = Path.of(".");

    @Override
    public Integer call() throws IOException {
        Path project = root.toAbsolutePath().normalize();
        Path home = Files.createDirectories(project.resolve(".fleetmesh/train"));
        try (RunLock _ = RunLock.take(home)) {
            Layout layout = new Layout(project, home, home.resolve("data"));
            List<FleetMember> members = UpCommand.samples();
            Run run = new Run(
                    layout,
                    new Ports(basePort),
                    members,
                    Run.profile(members),
                    Brokers.of(1, true),
                    false,
                    true,
                    false,
                    List.of());
            run.ports().check(run);
            CleanStart.prepare(run, false);
            return ProcessesRun.training(run).train();
        }
    }
}
