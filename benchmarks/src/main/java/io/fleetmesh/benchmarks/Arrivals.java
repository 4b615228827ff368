package io.fleetmesh.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
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

    private final Map<String, NavigableMap<Long, Begin>> sent = new ConcurrentHashMap<>();
    private final List<Long> latencies = new ArrayList<>();
    private final List<Long> fromAnswer = new ArrayList<>();
    private final CountDownLatch open;
    private volatile long lastArrival;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** @param answered when the call that made the change returned, if it has */
    private record Begin(long sent, OptionalLong answered) {}

    Arrivals(int expected) {
        open = new CountDownLatch(expected);
    }

    void sent(String name, long number) {
        NavigableMap<Long, Begin> ours = sent.computeIfAbsent(name, _ -> new TreeMap<>());
        synchronized (ours) {
            ours.put(number, new Begin(System.nanoTime(), OptionalLong.empty()));
        }
    }

    /** The call that makes the change has returned. */
    void answered(String name, long number) {
        long now = System.nanoTime();
        NavigableMap<Long, Begin> ours = sent.getOrDefault(name, Collections.emptyNavigableMap());
        synchronized (ours) {
            var _ = ours.computeIfPresent(number, (_, begin) -> new Begin(begin.sent(), OptionalLong.of(now)));
        }
    }

    void arrived(String name, long number) {
        long now = System.nanoTime();
        NavigableMap<Long, Begin> ours = sent.get(name);
        if (ours == null) {
            return;
        }
        List<Begin> done;
        synchronized (ours) {
            NavigableMap<Long, Begin> older = ours.headMap(number, true);
            done = List.copyOf(older.values());
            older.clear();
        }
        lastArrival = now;
        synchronized (latencies) {
            done.forEach(begin -> {
                latencies.add(now - begin.sent());
                fromAnswer.add(now - begin.answered().orElse(now));
            });
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

    /** From the return of each call; what arrived before took no time. */
    Latencies fromAnswer() {
        synchronized (latencies) {
            return new Latencies(fromAnswer);
        }
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
