package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

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
    private static final int IN_FLIGHT = 64;
    private static final long NANOS = 1_000_000_000L;

    private final Target target;
    private final Map<String, CompletableFuture<?>> last = new HashMap<>();
    private long number;

    private Propagation(Target target) {
        this.target = target;
    }

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
            new Propagation(fleet).measure();
        }
        try (Target etcd = EtcdTarget.plain(1)) {
            new Propagation(etcd).measure();
        }
    }

    private void measure() throws InterruptedException {
        Arrivals created = new Arrivals(0);
        target.observe(created);
        burst(i -> target.create(name(i)));
        var _ = steady(WARM_UP);
        Latencies idle = alone();
        Latencies loaded = steady(RATE * RATE_SECONDS);
        Duration burst = timedBurst();
        System.out.printf(
                "%-50s %10.2f %10.2f %10.2f %10.2f %10d%n",
                target.name(),
                idle.millis(50),
                idle.millis(99),
                loaded.millis(50),
                loaded.millis(99),
                burst.toMillis());
    }

    private static String name(int i) {
        return "bench-" + i;
    }

    /** One change at a time, the next when the last has arrived. */
    private Latencies alone() throws InterruptedException {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < ALONE; i++) {
            Arrivals one = new Arrivals(1);
            target.observe(one);
            change(one, i % SERVICES);
            all.add((long) (one.await().millis(100) * 1e6));
        }
        return new Latencies(all);
    }

    /** {@link #RATE} changes a second, however long each takes. */
    private Latencies steady(int changes) throws InterruptedException {
        Arrivals arrivals = new Arrivals(changes);
        target.observe(arrivals);
        long begin = System.nanoTime();
        for (int i = 0; i < changes; i++) {
            LockSupport.parkNanos(begin + i * NANOS / RATE - System.nanoTime());
            change(arrivals, i % SERVICES);
        }
        return arrivals.await();
    }

    /** All services changed as fast as the API takes it, until the last is seen. */
    private Duration timedBurst() throws InterruptedException {
        Arrivals arrivals = new Arrivals(SERVICES);
        target.observe(arrivals);
        long begin = System.nanoTime();
        burst(i -> {
            arrivals.sent(name(i), ++number);
            return target.change(name(i), number);
        });
        var _ = arrivals.await();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Changes of one service follow each other: on two connections an older one could come last. */
    private void change(Arrivals arrivals, int service) {
        long next = ++number;
        String name = name(service);
        arrivals.sent(name, next);
        last.put(
                name,
                last.getOrDefault(name, CompletableFuture.completedFuture(null))
                        .thenCompose(_ -> target.change(name, next))
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                arrivals.failed(failure);
                            }
                        }));
    }

    private static void burst(java.util.function.IntFunction<CompletableFuture<?>> step) throws InterruptedException {
        Semaphore free = new Semaphore(IN_FLIGHT);
        for (int i = 0; i < SERVICES; i++) {
            free.acquire();
            var _ = step.apply(i).whenComplete((_, _) -> free.release());
        }
        free.acquire(IN_FLIGHT);
    }
}
