package io.fleetmesh.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One address in front of several ports, each connection to the next of them that takes it, as a Service would. */
final class Relay implements AutoCloseable {
    private static final int BUFFER = 1 << 14;

    private final ServerSocket listener;
    private final List<Integer> targets;
    private final AtomicInteger next = new AtomicInteger();

    Relay(List<Integer> targets) throws IOException {
        this.targets = List.copyOf(targets);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String endpoint() {
        return "https://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) {
        for (int attempt = 0; attempt < targets.size(); attempt++) {
            int port = targets.get(Math.floorMod(next.getAndIncrement(), targets.size()));
            try {
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                Thread.ofVirtual().start(() -> copy(client, server));
                copy(server, client);
                return;
            } catch (IOException e) {
                // The next one, perhaps.
            }
        }
        close(client);
    }

    /** Until one of them ends, which ends both. */
    private static void copy(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // Either end may go at any time.
        }
        close(from);
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
