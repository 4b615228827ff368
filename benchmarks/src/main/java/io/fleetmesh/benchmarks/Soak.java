package io.fleetmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.oracle.BusyMember;
import io.fleetmesh.oracle.WatchingAgent;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Random faults on a running fleet, each service a process and the store two of them, while its members change: processes are killed
 * and stalled, APIs go away, refuse, answer with old lists or as another cluster, and now and then the log is lost, or is an older
 * one, and a backup is restored. Between the faults all is healed, and every store must come to show what the members hold; at no
 * time may an agent, which goes from one replica to the other, see what its source never was, or miss what it did not withdraw.
 */
public final class Soak implements AutoCloseable {
    private static final List<String> SERVICES = List.of(
            "member-watcher",
            "endpoint-aggregator",
            SecondStore.FIRST,
            SecondStore.NAME,
            "profile-controller",
            "cert-authority",
            "kafka");
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
    /** In one cycle of so many the log is lost. */
    private static final int LOG_LOST = 3;
    /** For so long no agent comes to a replica that was stalled: until it has read on, and compared itself. */
    private static final Duration AWAKE = Duration.ofSeconds(5);

    private final Path root;
    private final Random random;
    private final Map<String, BusyMember> members = new TreeMap<>();
    private final List<WatchingAgent> agents = new ArrayList<>();
    private final List<Runnable> healing = new ArrayList<>();
    private final JsonNode run;
    private final FleetProcesses processes;
    private final SecondStore second;
    private final LostLog lostLog;
    /** By replica, from when on agents may come to it; on any thread. */
    private final Map<String, Long> awake = new ConcurrentHashMap<>();

    private Soak(Path root, long seed, HttpClient http) throws IOException {
        this.root = root;
        this.random = new Random(seed);
        this.run =
                new ObjectMapper().readTree(root.resolve(".fleetmesh/run.json").toFile());
        this.processes = new FleetProcesses(root, run, http);
        this.lostLog = new LostLog(processes, processes.home().resolve("soak"), this::change);
        this.second = SecondStore.start(
                processes, run.path("members").path(0).path("meshStore").asText());
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
                Soak soak = new Soak(Path.of(args[0]), seed, http)) {
            soak.join(http);
            for (int cycle = 1; Instant.now().isBefore(end); cycle++) {
                soak.cycle(cycle);
            }
        }
        System.out.println("no violation");
    }

    private void join(HttpClient http) throws IOException, InterruptedException {
        for (JsonNode member : run.path("members")) {
            String name = member.path("name").asText();
            members.put(
                    name,
                    new BusyMember(
                            name,
                            FleetTarget.server(
                                    root.resolve(member.path("kubeconfig").asText())),
                            http));
        }
        for (JsonNode member : run.path("members")) {
            Credentials agent = new Credentials(
                    root.resolve(member.path("certificateAuthority").asText()),
                    root.resolve(member.path("clientCertificate").asText()),
                    root.resolve(member.path("clientKey").asText()));
            agents.add(new WatchingAgent(
                    member.path("name").asText(),
                    replicas(member.path("meshStore").asText(), agent),
                    members.values()));
        }
        settle();
    }

    /** Where an agent goes: to the one and then to the other, but to none that has just woken up. */
    private WatchingAgent.Store replicas(String first, Credentials agent) {
        Map<String, WatchedServer> servers = new TreeMap<>();
        servers.put(SecondStore.FIRST, server(first, agent));
        servers.put(SecondStore.NAME, server(second.endpoint(), agent));
        AtomicInteger turn = new AtomicInteger();
        return () -> {
            List<String> open = servers.keySet().stream()
                    .filter(name -> awake.getOrDefault(name, 0L) < System.nanoTime())
                    .toList();
            List<String> names = open.isEmpty() ? List.copyOf(servers.keySet()) : open;
            return servers.get(names.get(turn.getAndIncrement() % names.size())).connect();
        };
    }

    private static WatchedServer server(String endpoint, Credentials agent) {
        return new WatchedServer(ProcessHandle.current(), endpoint, "", Optional.of(agent));
    }

    private void cycle(int number) throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        if (number % LOG_LOST == 0) {
            faults.add(loseLog());
        }
        long end = System.nanoTime() + CHAOS.toNanos();
        while (System.nanoTime() < end) {
            if (random.nextInt(CHANGES_PER_SECOND * 4) == 0) {
                faults.add(fault());
            }
            change();
        }
        heal();
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

    /** Everything is well before: so an operator can tell when the log is filled again. */
    private String loseLog() throws IOException, InterruptedException {
        boolean image = random.nextBoolean();
        lostLog.backUp();
        if (image) {
            lostLog.takeImage();
        }
        for (int i = 0; i < CHANGES_PER_SECOND; i++) {
            change();
        }
        lostLog.happen(image);
        return image ? "the log was restored to an older state" : "the log was lost";
    }

    private void change() throws IOException, InterruptedException {
        any().change(random);
        TimeUnit.MILLISECONDS.sleep(1_000 / CHANGES_PER_SECOND);
    }

    private void heal() {
        healing.forEach(Runnable::run);
        healing.clear();
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
                if (processes.signal(service, "KILL")) {
                    healing.add(() -> start(service));
                }
                yield "killed " + service;
            }
            case 1 -> {
                awake.put(service, Long.MAX_VALUE);
                if (processes.signal(service, "STOP")) {
                    healing.add(() -> wake(service));
                }
                yield "stalled " + service;
            }
            case 2 -> {
                heal();
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

    private void wake(String service) {
        var _ = processes.signal(service, "CONT");
        awake.put(service, System.nanoTime() + AWAKE.toNanos());
    }

    private void start(String service) {
        try {
            processes.start(service);
            awake.remove(service);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void settle() throws IOException, InterruptedException {
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
        second.close();
    }

    private void fail(List<String> violations) throws IOException {
        if (!violations.isEmpty()) {
            violations.forEach(violation -> System.out.println("VIOLATION " + violation));
            second.close();
            System.exit(1);
        }
    }
}
