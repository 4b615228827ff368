package io.fleetmesh.benchmarks;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;

/** One watch of a simulated member: a position among its changes. A slow client costs no memory. For the event loop. */
final class ScaleWatch {
    /** As API servers do. */
    private static final long BOOKMARK_MILLIS = Duration.ofMinutes(1).toMillis();

    /** Makes an object. */
    interface Rendering {
        String object(ScaleState.Pod pod, long revision);
    }

    private final HttpServerResponse response;
    private final String kind;
    private final ScaleState state;
    private final Rendering rendering;
    private final boolean changes;
    private long position;

    /** @param changes whether it is of what changes; any other says nothing but bookmarks */
    ScaleWatch(
            HttpServerResponse response,
            String kind,
            ScaleState state,
            Rendering rendering,
            boolean changes,
            long position) {
        this.response = response;
        this.kind = kind;
        this.state = state;
        this.rendering = rendering;
        this.changes = changes;
        this.position = position;
    }

    /** Answers and sends what there is; ends after {@code seconds}. */
    void open(Vertx vertx, long seconds, Runnable whenClosed) {
        response.setChunked(true).putHeader("Content-Type", "application/json");
        var _ = response.writeHead();
        long bookmarks = vertx.setPeriodic(BOOKMARK_MILLIS, _ -> bookmark());
        long end = vertx.setTimer(Duration.ofSeconds(seconds).toMillis(), _ -> end());
        response.drainHandler(_ -> pump());
        response.closeHandler(_ -> {
            vertx.cancelTimer(bookmarks);
            vertx.cancelTimer(end);
            whenClosed.run();
        });
        pump();
    }

    private boolean over() {
        return response.ended() || response.closed();
    }

    private void end() {
        if (!over()) {
            bookmark();
            var _ = response.end();
        }
    }

    /** Sends what the client has not seen, as far as it takes it. */
    void pump() {
        while (changes && !over() && !response.writeQueueFull()) {
            Optional<ScaleState.Event> event = state.event(position);
            if (event.isEmpty()) {
                return;
            }
            position++;
            send(
                    event.get().type(),
                    rendering.object(event.get().pod(), event.get().revision()));
        }
    }

    private void bookmark() {
        if (!over() && (!changes || state.event(position).isEmpty())) {
            send(
                    "BOOKMARK",
                    "{\"kind\":\"" + kind + "\",\"metadata\":{\"resourceVersion\":\"" + state.revision() + "\"}}");
        }
    }

    private void send(String type, String object) {
        var _ = response.write(Buffer.buffer("{\"type\":\"" + type + "\",\"object\":" + object + "}\n"));
    }
}
