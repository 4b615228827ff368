package io.fleetmesh.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real etcd without TLS. */
final class EtcdProcess implements AutoCloseable {
    private static final String BINARY = System.getProperty("fleetmesh.etcd", "etcd");

    private final Process process;
    private final String endpoint;

    private EtcdProcess(Process process, String endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static EtcdProcess start(Path directory) throws IOException {
        String client = "http://127.0.0.1:" + freePort();
        String peer = "http://127.0.0.1:" + freePort();
        Process process = new ProcessBuilder(
                        BINARY,
                        "--data-dir=" + directory.resolve("etcd"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        "--unsafe-no-fsync")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("etcd.log").toFile())
                .start();
        return new EtcdProcess(process, client);
    }

    String endpoint() {
        return endpoint;
    }

    /** Waits until it answers, and puts all of these. */
    void put(Map<String, byte[]> entries) throws InterruptedException, ExecutionException, TimeoutException {
        try (Client client = Client.builder()
                .endpoints(endpoint)
                .waitForReady(true)
                .retryMaxDuration(Duration.ofSeconds(20))
                .build()) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                var _ = client.getKVClient()
                        .put(ByteSequence.from(entry.getKey(), UTF_8), ByteSequence.from(entry.getValue()))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        var _ = process.onExit().join();
    }
}
