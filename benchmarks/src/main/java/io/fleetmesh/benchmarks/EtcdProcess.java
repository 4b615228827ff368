package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A real etcd of our own, with an empty data directory; gone when it is closed. */
final class EtcdProcess implements AutoCloseable {
    private final Process process;
    private final Path directory;
    private final String endpoint;

    private EtcdProcess(Process process, Path directory, String endpoint) {
        this.process = process;
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
        return new EtcdProcess(process, directory, url);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String endpoint() {
        return endpoint;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        var _ = process.onExit().join();
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
}
