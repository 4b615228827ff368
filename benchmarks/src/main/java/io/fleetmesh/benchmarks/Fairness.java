package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What a member that changes much costs the others: how long changes of three quiet members take alone, and while a fourth
 * changes {@value #BUSY_RATE} objects a second. All members share each service's process.
 */
public final class Fairness implements AutoCloseable {
    private static final int FLEET_PORTS = 27_500;
    private static final int QUIET = 3;
    private static final int QUIET_SERVICES = 200;
    private static final int QUIET_RATE = 20;
    private static final int BUSY_SERVICES = 4_000;
    private static final int BUSY_RATE = 2_000;
    private static final int BUSY_OPEN = 256;
    private static final int BUSY_CONNECTIONS = 4;
    private static final int ROUNDS = 2;
    private static final int SECONDS = 20;
    private static final int WARM_UP_SECONDS = 30;
    /** How long the busy one is at it before the quiet ones are measured. */
    private static final int LEAD_SECONDS = 2;

    private static final String ROW = "%-50s %10s %10s %10s %10s %10s%n";

    private final OwnFleet fleet;
    private final List<FleetTarget> targets = new ArrayList<>();
    private final List<Changes> quiet = new ArrayList<>();
    private final Changes busy;
    private final ExecutorService threads = Executors.newFixedThreadPool(QUIET + 1);

    private Fairness(Path root, OwnFleet fleet) throws IOException {
        this.fleet = fleet;
        for (int i = 0; i <= QUIET; i++) {
            targets.add(new FleetTarget(root, fleet.home(), i, (i + 1) % (QUIET + 1)));
        }
        targets.subList(0, QUIET).forEach(target -> quiet.add(new Changes(target, QUIET_SERVICES)));
        targets.getLast().pipelined(BUSY_CONNECTIONS);
        this.busy = new Changes(targets.getLast(), BUSY_SERVICES, BUSY_OPEN);
    }

    /**
     * Prints the quiet members' latencies, then what the busy one reached.
     *
     * @param args the project's root
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        Path root = Path.of(args[0]);
        Path directory = Files.createTempDirectory("bench-fairness");
        try (OwnFleet fleet = new OwnFleet(root, directory, FLEET_PORTS, List.of("--members=" + (QUIET + 1)));
                Fairness fairness = new Fairness(root, fleet)) {
            fairness.measure();
        } finally {
            EtcdProcess.deleteAll(directory);
        }
    }

    /** What the quiet members met, all of them together, and the busy one if it was there. */
    private record Round(List<Changes.Steady> quiet, Optional<Changes.Steady> busy) {}

    private void measure() throws IOException, InterruptedException, ExecutionException {
        for (Changes member : quiet) {
            member.create();
        }
        busy.create();
        var _ = round(true, WARM_UP_SECONDS);
        List<Round> alone = new ArrayList<>();
        List<Round> beside = new ArrayList<>();
        Cores cores = new Cores(fleet);
        // In turns, so that what changes on the machine meanwhile meets both.
        for (int i = 0; i < ROUNDS; i++) {
            alone.add(round(false, SECONDS));
            cores.begin();
            beside.add(round(true, SECONDS));
            cores.end();
        }
        print(alone, beside);
        System.out.println("cores busy meanwhile: " + cores);
    }

    private Round round(boolean withBusy, int seconds) throws InterruptedException, ExecutionException {
        Optional<Future<Changes.Steady>> loud = withBusy
                ? Optional.of(threads.submit(() -> busy.steady(BUSY_RATE, BUSY_RATE * (seconds + 2 * LEAD_SECONDS))))
                : Optional.empty();
        TimeUnit.SECONDS.sleep(LEAD_SECONDS);
        List<Future<Changes.Steady>> running = new ArrayList<>();
        for (Changes member : quiet) {
            running.add(threads.submit(() -> member.steady(QUIET_RATE, QUIET_RATE * seconds)));
            // Three changes at one moment would wait for each other.
            TimeUnit.MILLISECONDS.sleep(1_000 / QUIET_RATE / QUIET);
        }
        List<Changes.Steady> done = new ArrayList<>();
        for (Future<Changes.Steady> member : running) {
            done.add(member.get());
        }
        return new Round(done, loud.isPresent() ? Optional.of(loud.get().get()) : Optional.empty());
    }

    private static void print(List<Round> alone, List<Round> beside) {
        System.out.printf(ROW, "milliseconds", "alone p50", "alone p99", "beside p50", "beside p99", "p99 ratio");
        row("quiet members, from the request", alone, beside, Changes.Steady::fromRequest);
        row("quiet members, from the return of the API's call", alone, beside, Changes.Steady::fromAnswer);
        List<Changes.Steady> busy =
                beside.stream().map(Round::busy).flatMap(Optional::stream).toList();
        Latencies own =
                Latencies.of(busy.stream().map(Changes.Steady::fromRequest).toList());
        System.out.printf(
                ROW,
                "the busy member, %.0f changes/s reached"
                        .formatted(busy.stream()
                                .mapToDouble(Changes.Steady::perSecond)
                                .average()
                                .orElseThrow()),
                "",
                "",
                text(own, 50),
                text(own, 99),
                "");
    }

    private static void row(
            String name, List<Round> alone, List<Round> beside, Function<Changes.Steady, Latencies> which) {
        Latencies before = pooled(alone, which);
        Latencies with = pooled(beside, which);
        System.out.printf(
                ROW,
                name,
                text(before, 50),
                text(before, 99),
                text(with, 50),
                text(with, 99),
                "%.1f".formatted(with.millis(99) / before.millis(99)));
    }

    private static Latencies pooled(List<Round> rounds, Function<Changes.Steady, Latencies> which) {
        return Latencies.of(rounds.stream()
                .flatMap(round -> round.quiet().stream())
                .map(which)
                .toList());
    }

    private static String text(Latencies latencies, double percentile) {
        return "%.2f".formatted(latencies.millis(percentile));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        targets.forEach(FleetTarget::close);
    }
}
