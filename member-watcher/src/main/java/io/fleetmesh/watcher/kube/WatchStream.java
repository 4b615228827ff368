package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fleetmesh.kit.domain.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an open watch. At most one chunk of it waits here: the next is asked for when all lines of the last are
 * taken. One thread takes; any thread may close.
 */
final class WatchStream implements AutoCloseable {
    private static final byte NEWLINE = '\n';
    /** In chunks: a Status is one. */
    private static final int MOST_OF_A_REFUSAL = 64;
    /** Then a refusal that has not ended is cut off. */
    private static final int REFUSAL_SECONDS = 10;

    private sealed interface Signal {
        record Chunk(List<ByteBuffer> buffers) implements Signal {}

        record End(Optional<String> cause) implements Signal {}
    }

    /** What comes next. */
    sealed interface Next {
        record Line(Payload json) implements Next {}

        /** The stream has ended; {@code cause} is empty if the server ended it in good order. */
        record End(Optional<String> cause) implements Next {}

        record Silence() implements Next {}
    }

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private @Nullable AsyncBody body;
    private final Runnable whenOver;
    private boolean closed;
    private volatile int spare;

    /** @param whenOver called once the connection is not needed any more; closing is that, or the end of a refusal */
    WatchStream(Runnable whenOver) {
        this.whenOver = whenOver;
    }

    /** Takes a chunk from the client's thread. */
    void chunk(List<ByteBuffer> buffers) {
        if (spare == 0) {
            signals.add(new Signal.Chunk(buffers));
        } else {
            passOver();
        }
    }

    /**
     * The response is a refusal. Its body is read to the end, so that the connection can be used again: to cancel one that has
     * come whole by now would cut off whoever has the connection next.
     */
    void refused(AsyncBody refusal) {
        spare = MOST_OF_A_REFUSAL;
        synchronized (this) {
            body = refusal;
        }
        refusal.consume();
        // A copy, since the timeout would end the future that the client itself completes.
        var _ = refusal.done()
                .copy()
                .orTimeout(REFUSAL_SECONDS, TimeUnit.SECONDS)
                .whenComplete((_, unfinished) -> {
                    if (unfinished != null) {
                        refusal.cancel();
                    }
                    whenOver.run();
                });
    }

    private synchronized void passOver() {
        if (body != null && --spare > 0) {
            body.consume();
        } else if (body != null) {
            body.cancel();
        }
    }

    /** The response is there: its body begins to flow. */
    synchronized void opened(AsyncBody opened) {
        body = opened;
        var _ = opened.done()
                .whenComplete((_, failure) ->
                        signals.add(new Signal.End(Optional.ofNullable(failure).map(Throwable::toString))));
        if (closed) {
            opened.cancel();
        } else {
            opened.consume();
        }
    }

    /** The next line, or that there is none for {@code patience}. */
    Next next(Duration patience) throws InterruptedException {
        while (lines.isEmpty()) {
            Signal signal = signals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            switch (signal) {
                case null -> {
                    return new Next.Silence();
                }
                case Signal.End(Optional<String> cause) -> {
                    return new Next.End(cause);
                }
                case Signal.Chunk(List<ByteBuffer> buffers) -> {
                    buffers.forEach(this::split);
                    more();
                }
            }
        }
        return new Next.Line(new Payload(lines.remove()));
    }

    private void split(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            byte next = buffer.get();
            if (next != NEWLINE) {
                rest.write(next);
            } else if (rest.size() > 0) {
                lines.add(rest.toByteArray());
                rest.reset();
            }
        }
    }

    private synchronized void more() {
        if (body != null && !closed) {
            body.consume();
        }
    }

    /** Ends the watch; a thread in {@link #next} returns. */
    @Override
    public void close() {
        if (end()) {
            whenOver.run();
        }
    }

    private synchronized boolean end() {
        boolean first = !closed;
        closed = true;
        // One that has ended has given its connection back; to cancel it would cut off whoever has it now.
        if (body != null && !body.done().isDone()) {
            body.cancel();
        }
        signals.add(new Signal.End(Optional.empty()));
        return first;
    }
}
