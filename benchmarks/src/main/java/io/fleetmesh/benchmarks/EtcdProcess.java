package io.fleetmesh.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real etcd of our own, with an empty data directory; gone when it is closed. */
final class EtcdProcess implements AutoCloseable {
    private final Process process;
    private final List<String> command;
    private final Path directory;
    private final String endpoint;

    private EtcdProcess(Process process, List<String> command, Path directory, String endpoint) {
        this.process = process;
        this.command = command;
        this.directory = directory;
        this.endpoint = endpoint;
    }

    static EtcdProcess plain() throws IOException {
        return start("http://", List.of());
    }

    /** With the certificate of the fleet's store; clients must bring one of the fleet's. */
    static EtcdProcess mutual(Credentials store) throws IOException {
        return start(
                "https://",
                List.of(
                        "--cert-file=" + store.certificate(),
                        "--key-file=" + store.key(),
                        "--trusted-ca-file=" + store.authority(),
                        "--client-cert-auth"));
    }

    private static EtcdProcess start(String scheme, List<String> options) throws IOException {
        Path directory = Files.createTempDirectory("bench-etcd");
        String url = scheme + "127.0.0.1:" + freePort();
        String peer = "http://127.0.0.1:" + freePort();
        List<String> command = new ArrayList<>(List.of(
                "etcd",
                "--data-dir=" + directory,
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new EtcdProcess(process, command, directory, url);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Puts services, as the store shows them, and ends. */
    void fill(Credentials client, int services) throws IOException {
        try (Client etcd =
                Client.builder().endpoints(endpoint).sslContext(client.client()).build()) {
            for (int i = 0; i < services; i++) {
                String key = "cilium/cache/services/v1/" + StoreRig.SOURCE + "/" + StoreRig.namespace(i) + "/"
                        + StoreRig.name(i);
                var _ = etcd.getKVClient()
                        .put(ByteSequence.from(key, UTF_8), ByteSequence.from(service(i), UTF_8))
                        .join();
            }
        }
        stop();
    }

    /** Waits until it answers a read. */
    void answers() {
        try (Client etcd = Client.builder().endpoints(endpoint).build()) {
            var _ = etcd.getKVClient().get(ByteSequence.from("key", UTF_8)).join();
        }
    }

    /** The same etcd in a process that is measured, once this one has ended. */
    ServerProcess restarted(Credentials client) throws IOException {
        return ServerProcess.start(command, endpoint, Optional.of(client));
    }

    String endpoint() {
        return endpoint;
    }

    /** Since its start. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    double residentMib() throws IOException {
        return ServerProcess.residentMib(process.pid());
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    private void stop() {
        process.destroy();
        var _ = process.onExit().join();
    }

    @Override
    public void close() {
        stop();
        deleteAll(directory);
    }

    static void deleteAll(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(EtcdProcess::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What clustermesh-apiserver writes of it. */
    private static String service(int i) {
        return """
                {"cluster":"%s","namespace":"%s","name":"%s","frontends":{"%s":{"http":{"Protocol":"TCP","Port":80}}},\
                "backends":{"%s":{"http":{"Protocol":"TCP","Port":8080}}},"labels":{"app":"%s"},"selector":{"app":"%s"},\
                "includeExternal":true,"shared":true,"clusterID":9}""".formatted(
                        StoreRig.SOURCE,
                        StoreRig.namespace(i),
                        StoreRig.name(i),
                        StoreRig.address(96, i),
                        StoreRig.address(10, i),
                        StoreRig.name(i),
                        StoreRig.name(i));
    }
}
