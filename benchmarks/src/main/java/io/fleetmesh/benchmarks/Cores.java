package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many cores each process of a fleet, and this one, kept busy over some stretches of time. */
final class Cores {
    private static final String OURS = "this client";

    private final OwnFleet fleet;
    private final Map<String, Duration> used = new TreeMap<>();
    private Map<String, Duration> before = Map.of();
    private long begun;
    private long measured;

    Cores(OwnFleet fleet) {
        this.fleet = fleet;
    }

    void begin() throws IOException {
        before = now();
        begun = System.nanoTime();
    }

    void end() throws IOException {
        measured += System.nanoTime() - begun;
        now().forEach((part, cpu) -> used.merge(part, cpu.minus(before.getOrDefault(part, cpu)), Duration::plus));
    }

    private Map<String, Duration> now() throws IOException {
        Map<String, Duration> cpu = new TreeMap<>(fleet.cpu());
        cpu.put(OURS, ProcessHandle.current().info().totalCpuDuration().orElseThrow());
        return cpu;
    }

    @Override
    public String toString() {
        return used.entrySet().stream()
                .map(part -> "%s %.2f".formatted(part.getKey(), part.getValue().toNanos() / (double) measured))
                .collect(Collectors.joining(", "));
    }
}
