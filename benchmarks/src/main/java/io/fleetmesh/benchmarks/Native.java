package io.fleetmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fleetmesh beside Cilium's own stack (clustermesh-apiserver, KVStoreMesh, an etcd for each), both reading the same kind of
 * real kube-apiserver: how long a change takes from the return of the API's call to a watch of another member, a burst, and
 * what a change costs in CPU and the consumer's side in memory.
 */
public final class Native {
    private static final int SERVICES = 5_000;
    /** With its default limits it writes 20 a second. */
    private static final int FEWER = 500;

    /** So many that one collection is not a hundredth of them. */
    private static final int ALONE = 3_000;

    private static final int RATE = 200;
    /** Of all services: young JVMs on a small machine compile for minutes. The peers are changed as often. */
    private static final int WARM_UP_ROUNDS = 5;

    private static final int IN_FLIGHT = 64;
    private static final int FLEET_PORTS = 23_000;
    private static final long NANOS = 1_000_000_000L;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String SOURCE = "src";
    private static final String PREFIX = "cilium/cache/services/v1/" + SOURCE + "/" + KubeApi.NAMESPACE + "/";
    private static final Pattern NUMBER = Pattern.compile("\"bench\":\"(\\d+)\"");

    /** A stack under measurement. */
    private interface Stack extends AutoCloseable {
        /** Of all of its parts, since their start. */
        Duration cpu();

        /** Of the parts that stand at the consumer. */
        double consumerMib() throws IOException;

        /** Of services of the source. */
        EtcdWatch watch() throws IOException;

        @Override
        void close();
    }

    private final KubeApi api;
    private final int services;
    private long number;

    private Native(KubeApi api, int services) {
        this.api = api;
        this.services = services;
    }

    /**
     * Prints a row for each stack.
     *
     * @param args the project's root
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of(args[0]);
        System.out.printf(
                "%-46s %9s %9s %16s %12s %14s %14s%n",
                "from the return of the API's call",
                "idle p50",
                "idle p99",
                "burst of all",
                "of it, API",
                "CPU per change",
                "MiB, consumer");
        measure(root, "Fleetmesh", SERVICES, (kube, directory) -> new Fleet(root, kube, directory, List.of()));
        measure(
                root,
                "the same, Kafka with TLS and ACLs",
                SERVICES,
                (kube, directory) -> new Fleet(root, kube, directory, List.of("--operators=bench")));
        if (!Boolean.parseBoolean(System.getProperty("bench.peers", "true"))) {
            return;
        }
        measure(
                root,
                "native, without its limits",
                SERVICES,
                (kube, directory) -> new CiliumStack(root, kube, directory, true));
        measure(
                root,
                "native, its default limits",
                FEWER,
                (kube, directory) -> new CiliumStack(root, kube, directory, false));
    }

    private interface Start {
        Stack start(KubeApi api, Path directory) throws IOException, InterruptedException;
    }

    private static void measure(Path root, String name, int services, Start start)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("bench-native");
        try (StoreRig certificates = new StoreRig(root);
                KubeApi api = new KubeApi(root.resolve("peers/bin/kube-apiserver"), directory, certificates.server())) {
            api.defineCiliumKinds();
            try (Stack stack = start.start(api, directory)) {
                new Native(api, services).measure(name, stack);
            }
        } finally {
            EtcdProcess.deleteAll(directory);
        }
    }

    private void measure(String name, Stack stack) throws IOException, InterruptedException {
        try (EtcdWatch watch = stack.watch()) {
            double empty = stack.consumerMib();
            Arrivals created = new Arrivals(services);
            watch.observe(created, Native::numberOf);
            parallel(i -> {
                created.sent(name(i), 0);
                return api.services()
                        .create(name(i))
                        .thenCompose(_ -> api.services().createEndpoints(name(i), i));
            });
            var _ = created.await(PATIENCE);
            paced(watch, services * WARM_UP_ROUNDS);
            Latencies idle = alone(watch);
            Duration before = stack.cpu();
            paced(watch, services);
            double cpu = stack.cpu().minus(before).toMillis() / (double) services;
            Arrivals burst = new Arrivals(services);
            watch.observe(burst, Native::numberOf);
            long begin = System.nanoTime();
            parallel(i -> {
                long next = ++number;
                burst.sent(name(i), next);
                return api.services().change(name(i), next);
            });
            double written = (System.nanoTime() - begin) / 1e9;
            var _ = burst.await(PATIENCE);
            double seen = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "%-46s %6.2f ms %6.2f ms %14.1f s %10.1f s %11.2f ms %6.0f / %5.0f%n",
                    name + ", " + services + " services",
                    idle.millis(50),
                    idle.millis(99),
                    seen,
                    written,
                    cpu,
                    empty,
                    stack.consumerMib());
        }
    }

    private static String name(int i) {
        return "service-" + i;
    }

    private static long numberOf(String value) {
        Matcher matcher = NUMBER.matcher(value);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** One change at a time. What is seen before the call has returned took no time. */
    private Latencies alone(EtcdWatch watch) throws InterruptedException {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < Math.min(ALONE, services); i++) {
            Arrivals one = new Arrivals(1);
            watch.observe(one, Native::numberOf);
            long next = ++number;
            one.sent(name(i), next);
            AtomicLong returned = new AtomicLong();
            CompletableFuture<?> call =
                    api.services().change(name(i), next).thenRun(() -> returned.set(System.nanoTime()));
            var _ = one.await(PATIENCE);
            call.join();
            all.add(Math.max(0, one.lastArrival() - returned.get()));
        }
        return new Latencies(all);
    }

    /** {@link #RATE} changes a second; returns when all have arrived. */
    private void paced(EtcdWatch watch, int changes) throws InterruptedException {
        Arrivals arrivals = new Arrivals(changes);
        watch.observe(arrivals, Native::numberOf);
        long begin = System.nanoTime();
        for (int i = 0; i < changes; i++) {
            LockSupport.parkNanos(begin + i * NANOS / RATE - System.nanoTime());
            long next = ++number;
            String name = name(i % services);
            arrivals.sent(name, next);
            var _ = api.services().change(name, next).whenComplete((_, failure) -> {
                if (failure != null) {
                    arrivals.failed(failure);
                }
            });
        }
        var _ = arrivals.await(PATIENCE);
    }

    private void parallel(IntFunction<CompletableFuture<?>> step) throws InterruptedException {
        Semaphore free = new Semaphore(IN_FLIGHT);
        for (int i = 0; i < services; i++) {
            free.acquire();
            var _ = step.apply(i).whenComplete((_, _) -> free.release());
        }
        free.acquire(IN_FLIGHT);
    }

    /** {@code ./fleetmesh up --processes} with the API's cluster as a member, and another that only reads. */
    private static final class Fleet implements Stack {
        private static final String CONSUMER = "dst";
        private static final List<String> PARTS =
                List.of("kafka", "member-watcher", "endpoint-aggregator", "mesh-store", "profile-controller");

        private final OwnFleet fleet;

        Fleet(Path root, KubeApi api, Path directory, List<String> further) throws IOException, InterruptedException {
            Path source = api.kubeconfig(directory.resolve("src.kubeconfig"));
            Path away = directory.resolve("dst.kubeconfig");
            Files.writeString(
                    away, Files.readString(source).replaceAll("127.0.0.1:\\d+", "127.0.0.1:" + Packaged.freePort()));
            List<String> options = new ArrayList<>(List.of(
                    "--member",
                    SOURCE + "=" + source,
                    "--cluster-id=9",
                    "--member",
                    CONSUMER + "=" + away,
                    "--cluster-id=1"));
            options.addAll(further);
            fleet = new OwnFleet(root, directory, FLEET_PORTS, options);
        }

        @Override
        public Duration cpu() {
            return PARTS.stream()
                    .map(part -> fleet.process(part).info().totalCpuDuration().orElseThrow())
                    .reduce(Duration.ZERO, Duration::plus);
        }

        @Override
        public double consumerMib() throws IOException {
            return ServerProcess.residentMib(fleet.process("mesh-store").pid());
        }

        @Override
        public EtcdWatch watch() throws IOException {
            JsonNode consumer = fleet.member(1);
            return EtcdWatch.mutual(
                    consumer.path("meshStore").asText(),
                    new Credentials(
                            Path.of(consumer.path("certificateAuthority").asText()),
                            Path.of(consumer.path("clientCertificate").asText()),
                            Path.of(consumer.path("clientKey").asText())),
                    PREFIX);
        }

        @Override
        public void close() {
            fleet.close();
        }
    }

    /** Without TLS between its parts, which is in its favour. */
    private static final class CiliumStack implements Stack {
        private final EtcdProcess source;
        private final EtcdProcess own;
        private final ServerProcess apiserver;
        private final ServerProcess mirror;

        CiliumStack(Path root, KubeApi api, Path directory, boolean unlimited) throws IOException {
            Path binary = root.resolve("peers/bin/clustermesh-apiserver");
            source = EtcdProcess.plain();
            own = EtcdProcess.plain();
            Path sourceConfig =
                    Files.writeString(directory.resolve("source"), "endpoints:\n- " + source.endpoint() + "\n");
            Path ownConfig = Files.writeString(directory.resolve("own"), "endpoints:\n- " + own.endpoint() + "\n");
            Path remotes = Files.createDirectories(directory.resolve("remotes"));
            Files.copy(sourceConfig, remotes.resolve(SOURCE));
            List<String> limits = unlimited
                    ? List.of("--kvstore-opt=etcd.qps=100000", "--kvstore-opt=etcd.maxInflight=1000")
                    : List.of();
            List<String> common = new ArrayList<>(limits);
            common.add("--enable-gops=false");
            List<String> writer = new ArrayList<>(List.of(
                    binary.toString(),
                    "clustermesh",
                    "--cluster-name=" + SOURCE,
                    "--cluster-id=9",
                    "--k8s-kubeconfig-path=" + api.kubeconfig(directory.resolve("src.kubeconfig")),
                    "--kvstore-opt=etcd.config=" + sourceConfig,
                    "--health-port=" + Packaged.freePort(),
                    "--shell-sock-path=" + directory.resolve("a.sock")));
            writer.addAll(common);
            apiserver = ServerProcess.start(writer, source.endpoint(), Optional.empty());
            List<String> reader = new ArrayList<>(List.of(
                    binary.toString(),
                    "kvstoremesh",
                    "--cluster-name=dst",
                    "--cluster-id=1",
                    "--kvstore-opt=etcd.config=" + ownConfig,
                    "--clustermesh-config=" + remotes,
                    "--enable-heartbeat",
                    "--health-port=" + Packaged.freePort(),
                    "--api-serve-addr=127.0.0.1:" + Packaged.freePort(),
                    "--shell-sock-path=" + directory.resolve("b.sock")));
            reader.addAll(common);
            mirror = ServerProcess.start(reader, own.endpoint(), Optional.empty());
            mirror.awaitCount("cilium/synced/" + SOURCE + "/cilium/cache/services/v1", 1);
        }

        @Override
        public Duration cpu() {
            return source.cpu().plus(own.cpu()).plus(apiserver.cpu()).plus(mirror.cpu());
        }

        @Override
        public double consumerMib() throws IOException {
            return mirror.residentMib() + own.residentMib();
        }

        @Override
        public EtcdWatch watch() {
            return EtcdWatch.of(Client.builder().endpoints(own.endpoint()).build(), PREFIX);
        }

        @Override
        public void close() {
            mirror.close();
            apiserver.close();
            own.close();
            source.close();
        }
    }
}
