package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A large fleet from the members' APIs on: all of them simulated by one process, watched by one watcher over HTTPS, exported
 * by one aggregator, and shown by the store of one member that sees all others.
 */
final class WatchedScale {
    private static final String IPS = "cilium/cache/ip/v1/";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ScaleRig rig;
    private final ScaleChanges size;
    private final Map<String, ServerProcess> parts = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private long next = 1;

    WatchedScale(ScaleRig rig, ScaleChanges size) {
        this.rig = rig;
        this.size = size;
    }

    /** Prints what it takes from nothing to all shown, and what while the APIs change. */
    void run(int rate, int warmUpSeconds, int seconds) throws IOException, InterruptedException {
        try (ScaleFleet fleet = ScaleFleet.declare(rig.bootstrapServers(), size)) {
            rig.issue(fleet.consumer());
            try (ServerProcess apis = rig.apis(size);
                    ServerProcess aggregator = rig.aggregator();
                    ServerProcess store = rig.store(fleet.consumer());
                    ServerProcess watcher = rig.watcher()) {
                parts.put("members' APIs", apis);
                parts.put("watcher", watcher);
                parts.put("broker", rig.broker());
                parts.put("aggregator", aggregator);
                parts.put("store", store);
                store.awaitCount("cilium/synced/member-%03d/cilium/cache/ip/v1".formatted(size.members()), 1);
                store.awaitCount("cilium/cache/", fleet.entries());
                System.out.printf(
                        "%,d entries are served %.1f s after the watcher's start%n",
                        fleet.entries(), watcher.secondsSinceStart());
                costs("since its start", cpu(), Map.of());
                change(store, rate, warmUpSeconds, seconds);
            }
        }
    }

    private void change(ServerProcess store, int rate, int warmUpSeconds, int seconds)
            throws IOException, InterruptedException {
        try (EtcdWatch watch = EtcdWatch.mutual(store.server().endpoint(), rig.agent(), IPS)) {
            var _ = steady(watch, rate, rate * warmUpSeconds);
            Map<String, Double> before = cpu();
            long begun = System.nanoTime();
            Latencies lag = steady(watch, rate, rate * seconds);
            double took = (System.nanoTime() - begun) / 1e9;
            Map<String, Double> after = cpu();
            System.out.printf(
                    "%,d changes in %.1f s (%.0f/s): from the API to the store's watch p50 %.0f ms, p99 %.0f ms, most %.0f ms%n",
                    lag.count(), took, lag.count() / took, lag.millis(50), lag.millis(99), lag.millis(100));
            after.forEach((part, now) -> System.out.printf(
                    "  %-14s %.2f cores, %.2f ms CPU for each change%n",
                    part, (now - before.get(part)) / took, (now - before.get(part)) * 1e3 / lag.count()));
            costs("for these changes", after, before);
        }
    }

    /** The APIs are told how many and how fast, and say when each was made. */
    private Latencies steady(EtcdWatch watch, int rate, int count) throws IOException, InterruptedException {
        ScaleLags lags = new ScaleLags(size, next, count);
        watch.observe((_, number) -> lags.arrived(number), ScaleFleet.NUMBER);
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(rig.control().resolve("?from=%d&count=%d&rate=%d".formatted(next, count, rate)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("the APIs refuse to change: " + answer.statusCode());
        }
        long[] made = new long[count];
        ByteBuffer.wrap(answer.body()).asLongBuffer().get(made);
        next += count;
        return lags.await(made, PATIENCE);
    }

    /** CPU seconds of each part. */
    private Map<String, Double> cpu() {
        Map<String, Double> cpu = new LinkedHashMap<>();
        parts.forEach((name, part) -> cpu.put(name, part.cpu().toNanos() / 1e9));
        cpu.put(
                "this client",
                ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9);
        return cpu;
    }

    private void costs(String when, Map<String, Double> now, Map<String, Double> before) throws IOException {
        for (Map.Entry<String, ServerProcess> part : parts.entrySet()) {
            String name = part.getKey();
            double resident = part.getValue().residentMib();
            System.out.printf(
                    "  %-14s CPU %.1f s %s, %.0f MiB resident, %.0f MiB live heap and metaspace%n",
                    name,
                    now.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0),
                    when,
                    resident,
                    part.getValue().liveHeapMib());
        }
    }
}
