package io.fleetmesh.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The process that simulates all members of {@code up --processes}. */
@Command(name = Roles.SIMULATOR, hidden = true)
final class SimulatorCommand implements Callable<Integer> {
    @Option(names = "--samples", required = true)
    private Path samples = Path.of("");

    @Option(names = "--kubeconfigs", required = true)
    private Path kubeconfigs = Path.of("");

    @Option(names = "--generated")
    private boolean generated;

    @Option(names = "--max-connected-clusters", required = true)
    private int maxConnectedClusters;

    /** {@code name=clusterId=port}. */
    @Parameters
    private List<String> members = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProcessLog.begin();
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, stopped), "stop"));
        try (Simulation _ = Simulation.start(members.stream().map(this::wanted).toList(), samples, kubeconfigs)) {
            stop.await();
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private static void end(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Simulation.Wanted wanted(String member) {
        String[] parts = member.split("=", -1);
        return new Simulation.Wanted(
                parts[0], Integer.parseInt(parts[1]), maxConnectedClusters, Integer.parseInt(parts[2]), generated);
    }
}
