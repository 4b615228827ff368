package io.fleetmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How long each service of a running fleet takes from the start of its process until it says that it is ready, killed and started
 * again one after the other; beside an etcd with nothing in it.
 */
public final class Start {
    private static final int ROUNDS = 5;
    private static final double AIM_MILLIS = 3000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Each answer that it is not ready is a line in the service's log, and takes from the core that it starts on. */
    private static final long MILLIS_BETWEEN = 50;

    private static final String ETCD = "etcd";

    private Start() {}

    /**
     * Exits with 1 if a service's median is above the aim.
     *
     * @param args the project's root
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of(args[0]);
        JsonNode run =
                new ObjectMapper().readTree(root.resolve(".fleetmesh/run.json").toFile());
        List<String> late = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            FleetProcesses processes = new FleetProcesses(root, run, http);
            TreeMap<String, Latencies> taken = new TreeMap<>();
            for (JsonNode service : run.path("services")) {
                String name = service.path("name").asText();
                List<Long> nanos = new ArrayList<>();
                for (int i = 0; i < ROUNDS; i++) {
                    nanos.add(start(processes, name));
                }
                taken.put(name, new Latencies(nanos));
            }
            System.out.printf("%-20s %10s %10s%n", "until ready", "median ms", "most ms");
            taken.forEach((name, latencies) -> {
                row(name, latencies);
                if (latencies.millis(50) > AIM_MILLIS) {
                    late.add(name);
                }
            });
            row(ETCD, etcd());
        }
        if (!late.isEmpty()) {
            System.out.printf("missed: %s, aim %.0f ms%n", String.join(", ", late), AIM_MILLIS);
            System.exit(1);
        }
        System.out.printf("aim %.0f ms: met%n", AIM_MILLIS);
    }

    private static void row(String name, Latencies latencies) {
        System.out.printf("%-20s %10.0f %10.0f%n", name, latencies.millis(50), latencies.millis(100));
    }

    private static long start(FleetProcesses processes, String service) throws IOException, InterruptedException {
        processes.kill(service);
        long begun = System.nanoTime();
        processes.start(service);
        while (!processes.ready(service)) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new IllegalStateException(service + " is not ready after " + PATIENCE);
            }
            Thread.sleep(MILLIS_BETWEEN);
        }
        return System.nanoTime() - begun;
    }

    private static Latencies etcd() throws IOException {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            long begun = System.nanoTime();
            try (EtcdProcess etcd = EtcdProcess.plain()) {
                etcd.answers();
                nanos.add(System.nanoTime() - begun);
            }
        }
        return new Latencies(nanos);
    }
}
