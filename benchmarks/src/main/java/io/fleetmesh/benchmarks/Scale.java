package io.fleetmesh.benchmarks;

import io.fleetmesh.contract.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A large fleet: the facts of all members written as their watchers would write them, an aggregator that owns them all, and
 * the store of one member that sees all others. How far the store is behind while endpoints change, what it costs, and how
 * long aggregator and store take to begin anew on that log.
 */
public final class Scale {
    private static final int MEMBERS = Integer.getInteger("bench.members", 511);
    private static final int ENDPOINTS = Integer.getInteger("bench.endpoints", 1_000_000);
    private static final int PODS = ENDPOINTS / MEMBERS;
    private static final ScaleChanges SIZE = new ScaleChanges(MEMBERS, PODS);
    private static final int RATE = Integer.getInteger("bench.rate", 5_000);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 120);
    private static final int WARM_UP_SECONDS = Integer.getInteger("bench.warm-up", 20);

    private static final long NANOS = 1_000_000_000L;
    private static final String IPS = "cilium/cache/ip/v1/";

    private final ScaleRig rig;
    private final ScaleFleet fleet;
    private final BenchLog log;
    private final List<ScaleMember> members;
    private final Map<ScaleMember, Long> claims = new HashMap<>();
    private final byte[][] generations = new byte[MEMBERS][PODS];
    private long number;

    private Scale(ScaleRig rig) {
        this.rig = rig;
        this.fleet = ScaleFleet.declare(rig.bootstrapServers(), SIZE);
        this.log = fleet.log();
        this.members = fleet.members();
    }

    /**
     * Prints what was measured.
     *
     * @param args the project's root
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (ScaleRig rig = new ScaleRig(Path.of(args[0]))) {
            System.out.printf("%,d members, %,d endpoints each%n", MEMBERS, PODS);
            if (Boolean.getBoolean("bench.watchers")) {
                new WatchedScale(rig, SIZE).run(RATE, WARM_UP_SECONDS, SECONDS);
            } else {
                new Scale(rig).run();
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        double empty;
        try (ServerProcess store = rig.store(members.getFirst().id())) {
            store.awaitCount("cilium/.heartbeat", 1);
            empty = store.liveHeapMib();
        }
        long begun = System.nanoTime();
        members.forEach(this::fill);
        System.out.printf("facts written after %.0f s%n", (System.nanoTime() - begun) / 1e9);
        try (ServerProcess aggregator = rig.aggregator()) {
            rig.awaitLive(aggregator, MEMBERS);
            System.out.printf(
                    "aggregator, nothing exported before: %.1f s, CPU %.1f s, %.0f MiB resident%n",
                    aggregator.secondsSinceStart(), aggregator.cpu().toMillis() / 1e3, aggregator.residentMib());
            try (ServerProcess store = rig.store(members.getFirst().id())) {
                served(store, "store, log with each record once", empty);
                change(aggregator, store);
                served(store, "store, after the changes", empty);
            }
        }
        try (ServerProcess aggregator = rig.aggregator()) {
            rig.awaitLive(aggregator, MEMBERS);
            System.out.printf(
                    "cold start of the aggregator on the log with the changes: %.1f s, CPU %.1f s, %.0f MiB resident, %.0f MiB live%n",
                    aggregator.secondsSinceStart(),
                    aggregator.cpu().toMillis() / 1e3,
                    aggregator.residentMib(),
                    aggregator.liveHeapMib());
        }
        try (ServerProcess store = rig.store(members.getFirst().id())) {
            served(store, "cold start of the store on the log with the changes", empty);
        }
        fleet.close();
    }

    private void fill(ScaleMember member) {
        long claim = log.claim(Topic.facts(member.id()));
        claims.put(member, claim);
        member.facts().forEach(fact -> {
            var _ = log.put(Topic.facts(member.id()), claim, fact);
        });
    }

    private void served(ServerProcess store, String what, double empty) throws IOException {
        store.awaitCount("cilium/synced/member-%03d/cilium/cache/ip/v1".formatted(MEMBERS), 1);
        store.awaitCount("cilium/cache/", fleet.entries());
        double seconds = store.secondsSinceStart();
        double cpu = store.cpu().toMillis() / 1e3;
        double live = store.liveHeapMib();
        System.out.printf(
                "%s: %,d entries, %.1f s after its start, CPU %.1f s, %.0f MiB resident, live heap %.0f B/entry%n",
                what, fleet.entries(), seconds, cpu, store.residentMib(), (live - empty) * (1 << 20) / fleet.entries());
    }

    private void change(ServerProcess aggregator, ServerProcess store) throws IOException, InterruptedException {
        try (EtcdWatch watch = EtcdWatch.mutual(store.server().endpoint(), rig.agent(), IPS)) {
            steady(watch, WARM_UP_SECONDS);
            Map<String, ServerProcess> parts =
                    new TreeMap<>(Map.of("aggregator", aggregator, "store", store, "broker", rig.broker()));
            Map<String, Double> before = cpu(parts);
            long begun = System.nanoTime();
            Latencies lag = steady(watch, SECONDS);
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf(
                    "%,d changes in %.1f s (%.0f/s): lag at the store p50 %.0f ms, p99 %.0f ms, most %.0f ms%n",
                    lag.count(), seconds, lag.count() / seconds, lag.millis(50), lag.millis(99), lag.millis(100));
            cpu(parts)
                    .forEach((part, now) -> System.out.printf(
                            "  %s: %.2f cores, %.2f ms CPU for each change%n",
                            part, (now - before.get(part)) / seconds, (now - before.get(part)) * 1e3 / lag.count()));
            for (Map.Entry<String, ServerProcess> part : parts.entrySet()) {
                System.out.printf(
                        "  %s: %.0f MiB resident%n",
                        part.getKey(), part.getValue().residentMib());
            }
        }
    }

    private static Map<String, Double> cpu(Map<String, ServerProcess> parts) {
        Map<String, Double> cpu = new TreeMap<>();
        parts.forEach((name, part) -> cpu.put(name, part.cpu().toNanos() / 1e9));
        cpu.put(
                "this client",
                ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9);
        return cpu;
    }

    private Latencies steady(EtcdWatch watch, int seconds) throws InterruptedException {
        int changes = RATE * seconds;
        Arrivals arrivals = new Arrivals(changes);
        watch.observe(arrivals, ScaleFleet.NUMBER);
        long begin = System.nanoTime();
        for (int i = 0; i < changes; i++) {
            long early = begin + i * NANOS / RATE - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
            change(arrivals);
        }
        return arrivals.await();
    }

    private void change(Arrivals arrivals) {
        long next = ++number;
        int index = SIZE.member(next);
        int pod = SIZE.pod(next);
        ScaleMember member = members.get(index);
        Topic facts = Topic.facts(member.id());
        long claim = claims.get(member);
        int generation = generations[index][pod];
        if (ScaleChanges.replaces(next)) {
            var _ = log.remove(facts, claim, member.endpoint(pod, generation, ""));
            generation = ++generations[index][pod];
        }
        arrivals.sent(member.id() + "/" + member.ip(pod, generation), next);
        var _ = log.put(facts, claim, member.endpoint(pod, generation, "change-" + next));
    }
}
