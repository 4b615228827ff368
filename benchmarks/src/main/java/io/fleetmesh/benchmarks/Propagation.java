package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How long a change takes from a member's API to an etcd watch of another member: alone, under a steady load, and in a burst.
 * Times begin when the request is sent, so they hold the API's own work too.
 */
public final class Propagation {
    private static final int SERVICES = 1_000;
    private static final int WARM_UP = 10_000;
    private static final int ALONE = 500;
    private static final int RATE = 1_000;
    private static final int RATE_SECONDS = 10;

    private Propagation() {}

    /**
     * Prints one row for the fleet and one for the peer.
     *
     * @param args the project's root, where a fleet runs
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.printf(
                "%-50s %10s %10s %10s %10s %10s%n",
                "milliseconds", "idle p50", "idle p99", "1000/s p50", "1000/s p99", "burst");
        try (Target fleet = new FleetTarget(Path.of(args[0]))) {
            measure(fleet);
        }
        try (Target etcd = EtcdTarget.plain(1)) {
            measure(etcd);
        }
    }

    private static void measure(Target target) throws InterruptedException {
        Changes changes = new Changes(target, SERVICES);
        changes.create();
        var _ = changes.steady(RATE, WARM_UP);
        Latencies idle = changes.alone(ALONE);
        Latencies loaded = changes.steady(RATE, RATE * RATE_SECONDS).fromRequest();
        Duration burst = changes.burst();
        System.out.printf(
                "%-50s %10.2f %10.2f %10.2f %10.2f %10d%n",
                target.name(),
                idle.millis(50),
                idle.millis(99),
                loaded.millis(50),
                loaded.millis(99),
                burst.toMillis());
    }
}
