package io.fleetmesh.benchmarks;

import java.util.List;

/** Percentiles of measured nanoseconds. */
final class Latencies {
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Long> sorted;

    Latencies(List<Long> nanos) {
        sorted = nanos.stream().sorted().toList();
    }

    /** All of several. */
    static Latencies of(List<Latencies> several) {
        return new Latencies(
                several.stream().flatMap(latencies -> latencies.sorted.stream()).toList());
    }

    /** Nearest rank, in milliseconds. */
    double millis(double percentile) {
        int rank = (int) Math.ceil(percentile / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1)) / NANOS_PER_MILLI;
    }

    int count() {
        return sorted.size();
    }
}
