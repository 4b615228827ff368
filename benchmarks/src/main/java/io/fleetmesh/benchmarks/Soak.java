package io.fleetmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.oracle.BusyMember;
import io.fleetmesh.oracle.WatchingAgent;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Random faults on a running fleet, each service a process, while its members change: processes are killed and stalled,
 * APIs go away, refuse, answer with old lists or as another cluster. Between the faults all is healed, and every store must come
 * to show what the members hold; at no time may an agent see what its source never was, or miss what it did not withdraw.
 */
public final class Soak implements AutoCloseable {
    private static final List<String> SERVICES = List.of(
            "member-watcher", "endpoint-aggregator", "mesh-store", "profile-controller", "cert-authority", "kafka");
    private static final List<String> API_FAULTS = List.of(
            "{\"apiAway\": true}",
            "{\"errors\": {\"services\": 403}}",
            "{\"errors\": {\"*\": 500}}",
            "{\"dropWatches\": true}",
            "{\"expireWatches\": true}",
            "{\"staleLists\": true}",
            "{\"identity\": \"00000000-0000-0000-0000-000000000001\"}");
    private static final Duration CHAOS = Duration.ofSeconds(40);
    private static final Duration SETTLING = Duration.ofMinutes(3);
    private static final int CHANGES_PER_SECOND = 20;

    private final Path root;
    private final Random random;
    private final Map<String, BusyMember> members = new TreeMap<>();
    private final List<WatchingAgent> agents = new ArrayList<>();
    private final List<Runnable> healing = new ArrayList<>();

    private Soak(Path root, long seed) {
        this.root = root;
        this.random = new Random(seed);
    }

    /**
     * Exits with 1 at the first violation.
     *
     * @param args the project's root, minutes, seed
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        long seed = Long.parseLong(args[2]);
        Instant end = Instant.now().plus(Duration.ofMinutes(Long.parseLong(args[1])));
        System.out.printf(
                "seed %d%n%-6s %-8s %-10s %-7s %s%n", seed, "cycle", "changes", "settled s", "lists", "faults");
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                Soak soak = new Soak(Path.of(args[0]), seed)) {
            soak.join(http);
            for (int cycle = 1; Instant.now().isBefore(end); cycle++) {
                soak.cycle(cycle);
            }
        }
        System.out.println("no violation");
    }

    private void join(HttpClient http) throws IOException, InterruptedException {
        JsonNode run = new ObjectMapper()
                .readTree(root.resolve(".fleetmesh/run.json").toFile())
                .path("members");
        for (JsonNode member : run) {
            String name = member.path("name").asText();
            members.put(
                    name,
                    new BusyMember(
                            name,
                            FleetTarget.server(
                                    root.resolve(member.path("kubeconfig").asText())),
                            http));
        }
        for (JsonNode member : run) {
            Credentials agent = new Credentials(
                    root.resolve(member.path("certificateAuthority").asText()),
                    root.resolve(member.path("clientCertificate").asText()),
                    root.resolve(member.path("clientKey").asText()));
            WatchedServer store = new WatchedServer(
                    ProcessHandle.current(), member.path("meshStore").asText(), "", Optional.of(agent));
            agents.add(new WatchingAgent(member.path("name").asText(), store::connect, members.values()));
        }
        settle();
    }

    private void cycle(int number) throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        long end = System.nanoTime() + CHAOS.toNanos();
        while (System.nanoTime() < end) {
            if (random.nextInt(CHANGES_PER_SECOND * 4) == 0) {
                faults.add(fault());
            }
            any().change(random);
            TimeUnit.MILLISECONDS.sleep(1_000 / CHANGES_PER_SECOND);
        }
        healing.forEach(Runnable::run);
        healing.clear();
        long begin = System.nanoTime();
        settle();
        System.out.printf(
                "%-6d %-8d %-10.1f %-7d %s%n",
                number,
                members.values().stream().mapToLong(BusyMember::changes).sum(),
                (System.nanoTime() - begin) / 1e9,
                agents.stream().mapToInt(WatchingAgent::lists).sum(),
                faults);
    }

    private BusyMember any() {
        List<BusyMember> all = List.copyOf(members.values());
        return all.get(random.nextInt(all.size()));
    }

    /** Breaks something, to be healed at the end of the cycle if not before. */
    private String fault() throws IOException, InterruptedException {
        String service = SERVICES.get(random.nextInt(SERVICES.size()));
        BusyMember member = any();
        String api = API_FAULTS.get(random.nextInt(API_FAULTS.size()));
        return switch (random.nextInt(4)) {
            case 0 -> {
                if (signal(service, "KILL")) {
                    healing.add(() -> start(service));
                }
                yield "killed " + service;
            }
            case 1 -> {
                if (signal(service, "STOP")) {
                    healing.add(() -> signal(service, "CONT"));
                }
                yield "stalled " + service;
            }
            case 2 -> {
                healing.forEach(Runnable::run);
                healing.clear();
                yield "healed";
            }
            default -> {
                member.faults(api);
                healing.add(() -> healApi(member));
                yield member.name() + " " + api;
            }
        };
    }

    private static void healApi(BusyMember member) {
        try {
            member.faults("{}");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there was a process to take it. */
    private boolean signal(String service, String signal) {
        try {
            Path file = root.resolve(".fleetmesh/run/" + service + ".pid");
            String pid = Files.readString(file).strip();
            return run("kill", "-" + signal, pid) == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /** Does nothing for one that runs. */
    private void start(String service) {
        try {
            var _ = run(root.resolve("fleetmesh").toString(), "service", "start", service);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().join().exitValue();
    }

    private void settle() throws InterruptedException {
        long end = System.nanoTime() + SETTLING.toNanos();
        for (List<String> behind = behind(); !behind.isEmpty(); behind = behind()) {
            fail(System.nanoTime() > end ? List.of("not settled within " + SETTLING + ": " + behind) : violations());
            TimeUnit.MILLISECONDS.sleep(100);
        }
        fail(violations());
    }

    private List<String> violations() {
        return agents.stream().flatMap(agent -> agent.violations().stream()).toList();
    }

    private List<String> behind() {
        return agents.stream().flatMap(agent -> agent.differences().stream()).toList();
    }

    /** What was created for it goes; after a violation it stays, to be looked at. */
    @Override
    public void close() throws IOException {
        agents.forEach(WatchingAgent::close);
        for (BusyMember member : members.values()) {
            member.close();
        }
    }

    private static void fail(List<String> violations) {
        if (!violations.isEmpty()) {
            violations.forEach(violation -> System.out.println("VIOLATION " + violation));
            System.exit(1);
        }
    }
}
