package io.fleetmesh.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * What it takes a consumer's side to show its agents a large source: a store that starts on a full log, beside Cilium's
 * KVStoreMesh that copies a full etcd into its own. Entries are addresses of endpoints, of which nearly all of a large mesh consists.
 */
public final class Mirror {
    private static final int ENTRIES = 200_000;
    private static final int PUTS_AT_ONCE = 500;
    private static final String ADDRESSES = "cilium/cache/ip/v1/";
    private static final List<String> FAMILIES =
            List.of("nodes/v1", "services/v1", "identities/v1", "ip/v1", "serviceexports/v1");
    private static final List<String> STORE_FLAGS = List.of("-Xmx1g");

    private Mirror() {}

    /**
     * Prints a row for the store and one for the native stack.
     *
     * @param args the project's root
     */
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        System.out.printf(
                "%-34s %12s %8s %8s %12s %12s %12s%n",
                String.format(Locale.ROOT, "%,d addresses", ENTRIES),
                "start, empty",
                "served",
                "CPU s",
                "MiB, empty",
                "MiB, full",
                "bytes/entry");
        double[] emptyStore;
        try (StoreRig rig = new StoreRig(root)) {
            rig.fillAddresses(0);
            emptyStore = store(rig, 0);
            rig.fillAddresses(ENTRIES);
            double[] full = store(rig, ENTRIES);
            row("Fleetmesh mesh store", emptyStore, full);
            System.out.printf(
                    "%-34s %12s %8s %8s %12.0f %12.0f %12.0f%n",
                    "  of that, live on the heap",
                    "",
                    "",
                    "",
                    emptyStore[3],
                    full[3],
                    (full[3] - emptyStore[3]) * (1 << 20) / ENTRIES);
        }
        Path kvstoremesh = root.resolve("peers/bin/clustermesh-apiserver");
        if (Files.exists(kvstoremesh)) {
            row("KVStoreMesh and its etcd", kvstoremesh(kvstoremesh, 0), kvstoremesh(kvstoremesh, ENTRIES));
        } else {
            System.out.println("no " + kvstoremesh + ": './fleetmesh bench mirror' builds it with Go");
        }
    }

    private static void row(String name, double[] empty, double[] full) {
        System.out.printf(
                "%-34s %10.1f s %6.1f s %8.1f %12.0f %12.0f %12.0f%n",
                name, empty[0], full[0], full[1], empty[2], full[2], (full[2] - empty[2]) * (1 << 20) / ENTRIES);
    }

    /** Seconds until served, CPU seconds, MiB resident, MiB live on the heap. */
    private static double[] store(StoreRig rig, int entries) throws IOException {
        try (ServerProcess store = rig.start(STORE_FLAGS)) {
            store.awaitCount("cilium/synced/", 1);
            store.awaitCount(ADDRESSES, entries);
            double served = store.secondsSinceStart();
            double cpu = store.cpu().toMillis() / 1e3;
            double live = store.liveHeapMib();
            return new double[] {served, cpu, store.residentMib(), live};
        }
    }

    private static double[] kvstoremesh(Path binary, int entries) throws IOException {
        Path directory = Files.createTempDirectory("bench-mirror");
        try (EtcdProcess source = EtcdProcess.plain();
                EtcdProcess own = EtcdProcess.plain()) {
            fill(source.endpoint(), entries);
            Path remotes = Files.createDirectories(directory.resolve("remotes"));
            Files.writeString(remotes.resolve(StoreRig.SOURCE), "endpoints:\n- " + source.endpoint() + "\n");
            Path config = Files.writeString(directory.resolve("own"), "endpoints:\n- " + own.endpoint() + "\n");
            Duration ownBefore = own.cpu();
            try (ServerProcess mirror = ServerProcess.start(
                    List.of(
                            binary.toString(),
                            "kvstoremesh",
                            "--cluster-name=west",
                            "--cluster-id=1",
                            "--kvstore-opt=etcd.config=" + config,
                            // Its default of 20 a second would take hours.
                            "--kvstore-opt=etcd.qps=100000",
                            "--kvstore-opt=etcd.bootstrapQps=100000",
                            "--kvstore-opt=etcd.maxInflight=1000",
                            "--clustermesh-config=" + remotes,
                            "--enable-heartbeat",
                            "--health-port=" + Packaged.freePort(),
                            "--api-serve-addr=127.0.0.1:" + Packaged.freePort(),
                            "--shell-sock-path=" + directory.resolve("shell.sock"),
                            "--enable-gops=false"),
                    own.endpoint(),
                    Optional.empty())) {
                mirror.awaitCount("cilium/synced/" + StoreRig.SOURCE + "/cilium/cache/ip/v1", 1);
                mirror.awaitCount(ADDRESSES, entries);
                double served = mirror.secondsSinceStart();
                double cpu = mirror.cpu().plus(own.cpu()).minus(ownBefore).toMillis() / 1e3;
                return new double[] {served, cpu, mirror.residentMib() + own.residentMib(), 0};
            }
        } finally {
            EtcdProcess.deleteAll(directory);
        }
    }

    /** As the source's clustermesh-apiserver would have written it. */
    private static void fill(String endpoint, int entries) {
        try (Client client = Client.builder().endpoints(endpoint).build()) {
            put(
                            client,
                            "cilium/cluster-config/" + StoreRig.SOURCE,
                            "{\"id\":9,\"capabilities\":{\"syncedCanaries\":true,\"maxConnectedClusters\":255}}")
                    .join();
            List<CompletableFuture<?>> sent = new ArrayList<>();
            for (int i = 0; i < entries; i++) {
                if (i % StoreRig.SAME_IDENTITY == 0) {
                    sent.add(put(client, "cilium/state/identities/v1/id/" + StoreRig.identity(i), identity(i)));
                }
                sent.add(put(client, "cilium/state/ip/v1/default/" + StoreRig.address(10, i), address(i)));
                if (sent.size() >= PUTS_AT_ONCE) {
                    sent.forEach(CompletableFuture::join);
                    sent.clear();
                }
            }
            sent.forEach(CompletableFuture::join);
            for (String family : FAMILIES) {
                put(client, "cilium/synced/" + StoreRig.SOURCE + "/cilium/state/" + family, "2026-01-01T00:00:00Z")
                        .join();
            }
        }
    }

    /** What clustermesh-apiserver writes of it, as below. */
    private static String identity(int i) {
        return StoreRig.labels(i).stream()
                .map(label -> label.source() + ":" + label.key() + "=" + label.value() + ";")
                .collect(Collectors.joining());
    }

    private static String address(int i) {
        return """
                {"IP":"%s","Mask":null,"HostIP":"%s","ID":%d,"Key":0,"Metadata":"","K8sNamespace":"%s",\
                "K8sPodName":"%s"}""".formatted(
                        StoreRig.address(10, i),
                        StoreRig.host(i),
                        StoreRig.identity(i),
                        StoreRig.namespace(i),
                        StoreRig.pod(i));
    }

    private static CompletableFuture<?> put(Client client, String key, String value) {
        return client.getKVClient().put(ByteSequence.from(key, UTF_8), ByteSequence.from(value, UTF_8));
    }
}
