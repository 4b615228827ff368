package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What it costs that three brokers hold each record instead of one, two of them before it is acknowledged: how long a change
 * takes from a member's API to an etcd watch of another member. Times begin when the request is sent.
 */
public final class Brokers {
    private static final int FLEET_PORTS = 27_500;
    private static final int SERVICES = 1_000;
    private static final int ALONE = 1_000;
    private static final int RATE = 200;
    private static final int RATE_SECONDS = 30;
    /** Ten young JVMs on a small machine compile for minutes, and are in each other's way as long as they do. */
    private static final int WARM_UP_SECONDS = 150;

    private static final String ROW = "%-50s %10s %10s %10s %10s%n";

    private Brokers() {}

    /**
     * Prints a row for each number of brokers.
     *
     * @param args the project's root
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.printf(ROW, "milliseconds", "idle p50", "idle p99", RATE + "/s p50", RATE + "/s p99");
        List<String> cores = new ArrayList<>();
        cores.add(measure(Path.of(args[0]), 1, "one broker"));
        cores.add(measure(Path.of(args[0]), 3, "three brokers, two must have each record"));
        System.out.printf(ROW, "the aim", "10", "50", "10", "50");
        cores.forEach(System.out::println);
    }

    /** Prints the row; what is returned says which process was how busy. */
    private static String measure(Path root, int brokers, String name) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("bench-brokers");
        try (OwnFleet fleet =
                        new OwnFleet(root, directory, FLEET_PORTS, List.of("--members=2", "--brokers=" + brokers));
                FleetTarget target = new FleetTarget(root, fleet.home(), 0, 1)) {
            Changes changes = new Changes(target, SERVICES);
            changes.create();
            var _ = changes.steady(RATE, RATE * WARM_UP_SECONDS);
            Latencies idle = changes.alone(ALONE);
            Cores cores = new Cores(fleet);
            cores.begin();
            Latencies loaded = changes.steady(RATE, RATE * RATE_SECONDS).fromRequest();
            cores.end();
            System.out.printf(ROW, name, text(idle, 50), text(idle, 99), text(loaded, 50), text(loaded, 99));
            return "cores busy at " + RATE + "/s, " + name + ": " + cores;
        } finally {
            EtcdProcess.deleteAll(directory);
        }
    }

    private static String text(Latencies latencies, double percentile) {
        return "%.2f".formatted(latencies.millis(percentile));
    }
}
