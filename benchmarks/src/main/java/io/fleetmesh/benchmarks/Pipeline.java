package io.fleetmesh.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One connection to a member's API on which requests do not wait for the answers of those before: what changes thousands of
 * objects a second must not need the CPU that it wants to measure. Speaks as much HTTP/1.1 as the simulated members do.
 */
final class Pipeline implements AutoCloseable {
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final Queue<CompletableFuture<Void>> open = new ConcurrentLinkedQueue<>();

    Pipeline(URI address) throws IOException {
        socket = new Socket(address.getHost(), address.getPort());
        socket.setTcpNoDelay(true);
        var _ = Thread.ofPlatform().daemon().name("answers").start(this::readAnswers);
    }

    /** Completes with its answer, which must be a success. Those of one connection are carried out in order. */
    synchronized CompletableFuture<Void> send(String method, String path, String type, String body) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        open.add(answer);
        String request = method + " " + path + " HTTP/1.1\r\nHost: member\r\nContent-Type: " + type
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
        } catch (IOException e) {
            fail(e);
        }
        return answer;
    }

    private void readAnswers() {
        try (InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16)) {
            while (true) {
                String status = line(in);
                int length = 0;
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    String lower = header.toLowerCase(Locale.ROOT);
                    if (lower.startsWith(LENGTH)) {
                        length = Integer.parseInt(
                                lower.substring(LENGTH.length()).strip());
                    }
                }
                byte[] body = in.readNBytes(length);
                CompletableFuture<Void> answer = open.remove();
                if (status.startsWith("HTTP/1.1 2")) {
                    var _ = answer.complete(null);
                } else {
                    var _ = answer.completeExceptionally(
                            new IllegalStateException(status + ": " + new String(body, US_ASCII)));
                }
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the API closed the connection");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(US_ASCII);
    }

    private void fail(IOException cause) {
        for (CompletableFuture<Void> answer = open.poll(); answer != null; answer = open.poll()) {
            var _ = answer.completeExceptionally(cause);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
