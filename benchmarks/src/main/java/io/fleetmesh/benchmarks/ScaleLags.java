package io.fleetmesh.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * When changes that another process makes have arrived at a store's watch. A store may leave out a change that a newer one of
 * the same pod replaces: its arrival stands for all older ones. Thread-safe.
 */
final class ScaleLags {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final ScaleChanges size;
    private final long from;
    private final AtomicLongArray arrived;

    /** @param from number of the first of {@code count} */
    ScaleLags(ScaleChanges size, long from, int count) {
        this.size = size;
        this.from = from;
        this.arrived = new AtomicLongArray(count);
    }

    void arrived(long number) {
        long index = number - from;
        if (0 <= index && index < arrived.length()) {
            var _ = arrived.compareAndSet((int) index, 0, System.nanoTime());
        }
    }

    /**
     * Returns when all have arrived; fails after {@code patience}.
     *
     * @param made when each was made, by {@link System#nanoTime}
     */
    Latencies await(long[] made, Duration patience) {
        for (long begin = System.nanoTime(); System.nanoTime() - begin < patience.toNanos(); ) {
            long[] all = effective();
            if (Arrays.stream(all).allMatch(time -> time != 0)) {
                List<Long> lags = new ArrayList<>(all.length);
                for (int i = 0; i < all.length; i++) {
                    lags.add(all[i] - made[i]);
                }
                return new Latencies(lags);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        long open = Arrays.stream(effective()).filter(time -> time == 0).count();
        throw new IllegalStateException(open + " changes did not arrive within " + patience);
    }

    /** When each, or the next of its pod, arrived; 0 for what has not. */
    private long[] effective() {
        long[] newest = new long[size.members() * size.pods()];
        long[] times = new long[arrived.length()];
        for (int i = times.length - 1; i >= 0; i--) {
            int pod = size.member(from + i) * size.pods() + size.pod(from + i);
            long own = arrived.get(i);
            newest[pod] = own == 0 ? newest[pod] : own;
            times[i] = newest[pod];
        }
        return times;
    }
}
