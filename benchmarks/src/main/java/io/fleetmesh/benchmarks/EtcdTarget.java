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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The peer of the same run: a real etcd alone, put and watched by the same client. What no mesh on etcd can beat. */
final class EtcdTarget implements Target {
    private static final String PREFIX = "bench/";

    private final Process etcd;
    private final Path directory;
    private final Client client;
    private final EtcdWatch watch;

    EtcdTarget() throws IOException {
        directory = Files.createTempDirectory("bench-etcd");
        String url = "http://127.0.0.1:" + freePort();
        String peer = "http://127.0.0.1:" + freePort();
        etcd = new ProcessBuilder(List.of(
                        "etcd",
                        "--data-dir=" + directory,
                        "--listen-client-urls=" + url,
                        "--advertise-client-urls=" + url,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        client = Client.builder().endpoints(url).waitForReady(true).build();
        watch = EtcdWatch.plain(
                Client.builder().endpoints(url).waitForReady(true).build(), PREFIX);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String name() {
        return "etcd alone, put to watch";
    }

    @Override
    public CompletableFuture<?> create(String name) {
        return change(name, 0);
    }

    @Override
    public CompletableFuture<?> change(String name, long number) {
        return client.getKVClient()
                .put(ByteSequence.from(PREFIX + name, UTF_8), ByteSequence.from(Long.toString(number), UTF_8));
    }

    @Override
    public void observe(Arrivals arrivals) {
        watch.observe(arrivals, Long::parseLong);
    }

    @Override
    public void close() {
        watch.close();
        client.close();
        etcd.destroy();
        var _ = etcd.onExit().join();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(EtcdTarget::delete);
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
