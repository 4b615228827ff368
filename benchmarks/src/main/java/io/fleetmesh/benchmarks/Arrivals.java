package io.fleetmesh.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Changes on their way. Each has a name and a number that grows; a store may leave out a change that a newer one of the same
 * name replaces, so an arrival stands for all older ones of its name. Thread-safe.
 */
final class Arrivals {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Map<String, NavigableMap<Long, Long>> sent = new ConcurrentHashMap<>();
    private final List<Long> latencies = new ArrayList<>();
    private final CountDownLatch open;
    private volatile long lastArrival;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Arrivals(int expected) {
        open = new CountDownLatch(expected);
    }

    void sent(String name, long number) {
        NavigableMap<Long, Long> ours = sent.computeIfAbsent(name, _ -> new TreeMap<>());
        synchronized (ours) {
            ours.put(number, System.nanoTime());
        }
    }

    void arrived(String name, long number) {
        long now = System.nanoTime();
        NavigableMap<Long, Long> ours = sent.get(name);
        if (ours == null) {
            return;
        }
        List<Long> done;
        synchronized (ours) {
            NavigableMap<Long, Long> older = ours.headMap(number, true);
            done = older.values().stream().map(begin -> now - begin).toList();
            older.clear();
        }
        lastArrival = now;
        synchronized (latencies) {
            latencies.addAll(done);
        }
        done.forEach(_ -> open.countDown());
    }

    /** A change was refused: nothing is measured any more. */
    void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    /** When the newest of them arrived, in {@link System#nanoTime}. */
    long lastArrival() {
        return lastArrival;
    }

    /** Returns when all have arrived. */
    Latencies await() throws InterruptedException {
        return await(PATIENCE);
    }

    /** Returns when all have arrived; fails after {@code patience}. */
    Latencies await(Duration patience) throws InterruptedException {
        long begin = System.nanoTime();
        while (failure.get() == null
                && !open.await(1, TimeUnit.SECONDS)
                && System.nanoTime() - begin < patience.toNanos()) {
            Thread.onSpinWait();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("a change was refused", failure.get());
        }
        if (open.getCount() > 0) {
            sent.values().removeIf(Map::isEmpty);
            throw new IllegalStateException(
                    open.getCount() + " changes did not arrive within " + patience + ", by name and number: " + sent);
        }
        synchronized (latencies) {
            return new Latencies(latencies);
        }
    }
}
