package io.fleetmesh.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Changes of a target's services in various rhythms, each awaited at the target's watch. One thread calls it. */
final class Changes {
    private static final int IN_FLIGHT = 64;
    private static final long NANOS = 1_000_000_000L;

    private final Target target;
    private final int services;
    private final Semaphore open;
    private final Map<String, CompletableFuture<?>> last = new HashMap<>();
    private long number;

    /** Of a target that takes as many calls at once as there are. */
    Changes(Target target, int services) {
        this(target, services, Integer.MAX_VALUE);
    }

    /** @param mostOpen calls at once when changes come at a rate; beyond that the rate is not reached */
    Changes(Target target, int services, int mostOpen) {
        this.target = target;
        this.services = services;
        this.open = new Semaphore(mostOpen);
    }

    /**
     * What came of changes at a rate.
     *
     * @param fromRequest from the sending of each request
     * @param fromAnswer from the return of each call: without what the API and its client need
     * @param perSecond the rate reached
     */
    record Steady(Latencies fromRequest, Latencies fromAnswer, double perSecond) {}

    private static String name(int i) {
        return "bench-" + i;
    }

    /** Makes all services. */
    void create() throws InterruptedException {
        target.observe(new Arrivals(0));
        burst(i -> target.create(name(i)));
    }

    /** One change at a time, the next when the last has arrived. */
    Latencies alone(int changes) throws InterruptedException {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            Arrivals one = new Arrivals(1);
            target.observe(one);
            change(one, i % services);
            all.add((long) (one.await().millis(100) * 1e6));
        }
        return new Latencies(all);
    }

    /** {@code rate} changes a second, however long each takes; returns when all have arrived. */
    Steady steady(int rate, int changes) throws InterruptedException {
        Arrivals arrivals = new Arrivals(changes);
        target.observe(arrivals);
        long begin = System.nanoTime();
        for (int i = 0; i < changes; i++) {
            LockSupport.parkNanos(begin + i * NANOS / rate - System.nanoTime());
            change(arrivals, i % services);
        }
        double seconds = (System.nanoTime() - begin) / (double) NANOS;
        Latencies fromRequest = arrivals.await();
        return new Steady(fromRequest, arrivals.fromAnswer(), changes / seconds);
    }

    /** All services changed as fast as the API takes it, until the last is seen. */
    Duration burst() throws InterruptedException {
        Arrivals arrivals = new Arrivals(services);
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
    private void change(Arrivals arrivals, int service) throws InterruptedException {
        open.acquire();
        long next = ++number;
        String name = name(service);
        arrivals.sent(name, next);
        last.put(
                name,
                last.getOrDefault(name, CompletableFuture.completedFuture(null))
                        .thenCompose(_ -> target.change(name, next))
                        .whenComplete((_, failure) -> {
                            open.release();
                            if (failure == null) {
                                arrivals.answered(name, next);
                            } else {
                                arrivals.failed(failure);
                            }
                        }));
    }

    private void burst(IntFunction<CompletableFuture<?>> step) throws InterruptedException {
        Semaphore free = new Semaphore(IN_FLIGHT);
        for (int i = 0; i < services; i++) {
            free.acquire();
            var _ = step.apply(i).whenComplete((_, _) -> free.release());
        }
        free.acquire(IN_FLIGHT);
    }
}
