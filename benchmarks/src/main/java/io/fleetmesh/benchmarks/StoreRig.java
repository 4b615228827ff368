package io.fleetmesh.benchmarks;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.Backend;
import io.fleetmesh.contract.MeshRecord.BackendPort;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.SecurityLabel;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store of its own, fed from a log that is written here: one consumer, one source. */
final class StoreRig implements AutoCloseable {
    static final String SOURCE = "bulk";
    static final int CLUSTER_ID = 9;
    static final int SAME_IDENTITY = 100;
    private static final String PROFILE = "default";
    private static final String CONSUMER = "west";

    private final Path root;
    private final Path directory;
    private final StorePki pki;
    private final EmbeddedKafka kafka;
    private final BenchLog log;
    private final int port;
    private final int http;

    StoreRig(Path root) throws IOException {
        this.root = root;
        this.directory = Files.createTempDirectory("bench-store");
        this.pki = new StorePki(directory);
        this.kafka = EmbeddedKafka.start(directory.resolve("kafka"), Packaged.freePort(), Packaged.freePort());
        this.port = Packaged.freePort();
        this.http = Packaged.freePort();
        this.log = new BenchLog(
                kafka.bootstrapServers(),
                List.of(
                        Topic.log(),
                        Topic.views(PROFILE),
                        Topic.mesh(PROFILE, SOURCE),
                        // By what the consumer gives itself its store knows which Cilium it serves.
                        Topic.mesh(PROFILE, CONSUMER),
                        Topic.members(),
                        Topic.deadLetters()));
        pki.issue(CONSUMER);
    }

    /** What an agent of the consumer brings. */
    Credentials agent() {
        return Credentials.in(pki.agent());
    }

    /** The server's own, for a peer with the same TLS. */
    Credentials server() {
        return Credentials.in(pki.server());
    }

    /** Writes the log: so many services, each with one backend. */
    void fill(int services) {
        List<FleetRecord> records = new ArrayList<>();
        for (int i = 0; i < services; i++) {
            records.add(service(i));
            records.add(new EndpointSliceRecord(
                    namespace(i),
                    name(i) + "-1",
                    name(i),
                    List.of(new BackendPort("http", "TCP", 8080)),
                    List.of(new Backend(address(10, i), Optional.empty(), Optional.empty(), List.of()))));
        }
        fill(records, List.of(MeshFamily.SERVICES));
    }

    /** Writes the log: so many addresses of endpoints, a hundred of each identity. */
    void fillAddresses(int addresses) {
        List<FleetRecord> records = new ArrayList<>();
        for (int i = 0; i < addresses; i++) {
            if (i % SAME_IDENTITY == 0) {
                records.add(new IdentityRecord(identity(i), labels(i)));
            }
            records.add(new IpRecord(
                    address(10, i), Optional.of(host(i)), identity(i), 0, namespace(i), pod(i), Optional.empty()));
        }
        fill(records, List.of(MeshFamily.values()));
    }

    private void fill(List<FleetRecord> data, List<MeshFamily> complete) {
        log.fill(Topic.log(), List.of(new Incarnation("bench", 1, List.of())));
        log.fill(Topic.views(PROFILE), List.of(new ConsumerView(CONSUMER, CONSUMER, List.of(SOURCE))));
        log.fill(Topic.mesh(PROFILE, CONSUMER), List.of(new ClusterConfigRecord(CONSUMER, 1, 255, false)));
        List<FleetRecord> records = new ArrayList<>(data);
        records.addFirst(new ClusterConfigRecord(SOURCE, CLUSTER_ID, 255, false));
        complete.forEach(family -> records.add(new CompletenessRecord(family, 1)));
        log.fill(Topic.mesh(PROFILE, SOURCE), records);
    }

    private static ServiceRecord service(int i) {
        return new ServiceRecord(
                namespace(i),
                name(i),
                false,
                List.of(address(96, i)),
                List.of(new ServicePort("http", "TCP", 80)),
                Map.of("app", name(i)),
                Map.of("app", name(i)));
    }

    static String namespace(int i) {
        return "ns-" + i / 1_000;
    }

    static String pod(int i) {
        return "pod-" + i;
    }

    /** The node of fifty endpoints. */
    static String host(int i) {
        return address(172, i / 50);
    }

    static long identity(int i) {
        return ((long) CLUSTER_ID << 16) + 256 + i / SAME_IDENTITY;
    }

    /** In Cilium's order. */
    static List<SecurityLabel> labels(int i) {
        return List.of(
                new SecurityLabel("k8s", "app", "app-" + i / SAME_IDENTITY),
                new SecurityLabel("k8s", "io.cilium.k8s.policy.cluster", SOURCE),
                new SecurityLabel("k8s", "io.cilium.k8s.policy.serviceaccount", "default"),
                new SecurityLabel("k8s", "io.kubernetes.pod.namespace", namespace(i)));
    }

    static String name(int i) {
        return "service-" + i;
    }

    /** One of its own for each {@code i} below 2^24. */
    static String address(int first, int i) {
        return first + "." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255);
    }

    /**
     * Starts the packaged store as {@code up --processes} does; returns at once.
     *
     * @param flags of its JVM, beside those of every service
     */
    ServerProcess start(List<String> flags) throws IOException {
        List<String> command = new Packaged(root)
                .service(
                        "mesh-store",
                        flags,
                        Map.of(
                                "quarkus.http.port",
                                Integer.toString(http),
                                "fleetmesh.kafka.bootstrap-servers",
                                kafka.bootstrapServers(),
                                "fleetmesh.store.port",
                                Integer.toString(port),
                                "fleetmesh.store.connections.per-address",
                                "100000",
                                "fleetmesh.store.credentials",
                                pki.server().toString()));
        return ServerProcess.start(command, "https://127.0.0.1:" + port, Optional.of(agent()));
    }

    @Override
    public void close() {
        log.close();
        kafka.close();
        EtcdProcess.deleteAll(directory);
    }
}
