package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A broker, and aggregators and stores that come and go, each a process. Ended when closed. */
final class ScaleRig implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int MOST_CLUSTERS = 511;
    /** As docs/operations.md says for large fleets. */
    private static final String[] LARGE = {
        "-Xms6g",
        "-Xmx6g",
        "-XX:NewSize=400m",
        "-XX:MaxNewSize=1g",
        "-XX:-UseSerialGC",
        "-XX:+UseG1GC",
        "-XX:MaxTenuringThreshold=1"
    };

    private final Packaged packaged;
    private final Path directory;
    private final StorePki pki;
    private final ServerProcess broker;
    private final int kafkaPort = Packaged.freePort();
    private final int storePort = Packaged.freePort();
    private final int health = Packaged.freePort();
    private final int control = Packaged.freePort();
    private final HttpClient http = HttpClient.newHttpClient();

    ScaleRig(Path root) throws IOException {
        packaged = new Packaged(root);
        directory = Files.createTempDirectory("bench-scale");
        pki = new StorePki(directory);
        broker = ServerProcess.start(packaged.broker(directory.resolve("kafka"), kafkaPort, Packaged.freePort()));
        awaitPort(kafkaPort);
    }

    String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    ServerProcess broker() {
        return broker;
    }

    Credentials agent() {
        return Credentials.in(pki.agent());
    }

    /** The APIs of all members, with their kubeconfigs; returns when they answer. */
    ServerProcess apis(ScaleChanges size) throws IOException {
        Files.createDirectories(kubeconfigs());
        ServerProcess apis = ServerProcess.start(packaged.benchmark(
                ScaleApis.class,
                List.of("-Xmx1g"),
                List.of(
                        Integer.toString(size.members()),
                        Integer.toString(size.pods()),
                        pki.server().toString(),
                        kubeconfigs().toString(),
                        Integer.toString(control))));
        awaitPort(control);
        return apis;
    }

    private Path kubeconfigs() {
        return directory.resolve("kubeconfigs");
    }

    /** Where the APIs are told to change. */
    URI control() {
        return URI.create("http://127.0.0.1:" + control + "/");
    }

    /** Watches all APIs. */
    ServerProcess watcher() throws IOException {
        return ServerProcess.start(packaged.service(
                "member-watcher",
                flags("watcher", "-Xms96m", "-XX:NewSize=64m", "-XX:-UseSerialGC", "-XX:+UseG1GC", "-Xmx4g"),
                Map.of(
                        "quarkus.http.port", Integer.toString(Packaged.freePort()),
                        "fleetmesh.kafka.bootstrap-servers", bootstrapServers(),
                        "fleetmesh.watcher.kubeconfigs", kubeconfigs().toString())));
    }

    /** What the system property {@code bench.flags.PART} says, for a profiler, comes last. */
    private static List<String> flags(String part, String... flags) {
        return Stream.concat(
                        Stream.of(flags),
                        Stream.of(System.getProperty("bench.flags." + part, "").split(" ")))
                .filter(flag -> !flag.isEmpty())
                .toList();
    }

    ServerProcess aggregator() throws IOException {
        return ServerProcess.start(packaged.service(
                "endpoint-aggregator",
                flags("aggregator", LARGE),
                Map.of(
                        "quarkus.http.port", Integer.toString(health),
                        "fleetmesh.kafka.bootstrap-servers", bootstrapServers(),
                        "fleetmesh.aggregator.max-connected-clusters", Integer.toString(MOST_CLUSTERS))));
    }

    /** Certificates of the servers and of a consumer, if there are none. */
    void issue(String consumer) throws IOException {
        if (!Files.exists(pki.agent())) {
            pki.issue(consumer);
        }
    }

    /** The store of a member. */
    ServerProcess store(String consumer) throws IOException {
        issue(consumer);
        return ServerProcess.start(
                packaged.service(
                        "mesh-store",
                        flags("store", "-Xmx2g"),
                        Map.of(
                                "quarkus.http.port",
                                Integer.toString(Packaged.freePort()),
                                "fleetmesh.kafka.bootstrap-servers",
                                bootstrapServers(),
                                "fleetmesh.store.port",
                                Integer.toString(storePort),
                                "fleetmesh.store.credentials",
                                pki.server().toString())),
                "https://127.0.0.1:" + storePort,
                Optional.of(agent()));
    }

    /** Returns when the aggregator exports so many members live. */
    void awaitLive(ServerProcess aggregator, int members) throws IOException, InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + health + "/q/health/ready"))
                .build();
        while (live(ready) < members) {
            if (!aggregator.isAlive()) {
                throw new IllegalStateException("the aggregator ended");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private int live(HttpRequest request) throws InterruptedException {
        try {
            String body =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return body.split("\"LIVE\"", -1).length - 1;
        } catch (IOException e) {
            return 0;
        }
    }

    private static void awaitPort(int port) {
        while (true) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    @Override
    public void close() {
        broker.close();
        EtcdProcess.deleteAll(directory);
    }
}
