package io.fleetmesh.meshstore.differential;

import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A stream of watches at one server, and what it has said on it. */
final class WatchTalk implements StreamObserver<WatchResponse> {
    static final long NO_WATCH = -1;
    private static final int POLLS_BETWEEN_REQUESTS = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What a response is for. */
    enum Kind {
        CREATED,
        CANCELED,
        CUT,
        EVENTS,
        PROGRESS,
        PERIODIC;

        static Kind of(WatchResponse response) {
            if (response.getCreated()) {
                return CREATED;
            }
            if (response.getCanceled()) {
                return response.getCompactRevision() == 0 ? CANCELED : CUT;
            }
            if (response.getEventsCount() > 0) {
                return EVENTS;
            }
            return response.getWatchId() == NO_WATCH ? PROGRESS : PERIODIC;
        }
    }

    private final String server;
    private final List<WatchResponse> heard = new ArrayList<>();
    private final Map<Kind, Integer> kinds = new HashMap<>();
    private final Map<Long, Integer> events = new HashMap<>();
    private final StreamObserver<WatchRequest> stream;
    private String end = "";

    /**
     * Opens the stream.
     *
     * @param server what failures call it
     */
    WatchTalk(String server, Channel channel) {
        this.server = server;
        this.stream = WatchGrpc.newStub(channel).watch(this);
    }

    void say(WatchRequest request) {
        stream.onNext(request);
    }

    /** Says that no more requests will follow. */
    void finish() {
        stream.onCompleted();
    }

    void hangUp() {
        ((ClientCallStreamObserver<WatchRequest>) stream).cancel("the test is over", null);
    }

    synchronized List<WatchResponse> heard() {
        return List.copyOf(heard);
    }

    /** How the server has ended the stream; empty as long as it has not. */
    synchronized String end() {
        return end;
    }

    synchronized int count(Kind kind) {
        return kinds.getOrDefault(kind, 0);
    }

    void awaitCount(Kind kind, int expected) {
        await(expected + " responses " + kind, () -> count(kind) >= expected);
    }

    /** Asks how far the stream is until that is answered once more: newer etcds may have dropped the request. */
    void askProgress(int expected) {
        AtomicInteger polls = new AtomicInteger();
        await(expected + " responses " + Kind.PROGRESS, () -> {
            boolean answered = count(Kind.PROGRESS) >= expected;
            if (!answered && polls.getAndIncrement() % POLLS_BETWEEN_REQUESTS == 0) {
                say(WatchAsk.progress());
            }
            return answered;
        });
    }

    synchronized int events(long watch) {
        return events.getOrDefault(watch, 0);
    }

    void await(String what, Callable<Boolean> condition) {
        Awaitility.await(server + ": " + what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(PATIENCE)
                .until(condition);
    }

    @Override
    public synchronized void onNext(WatchResponse response) {
        heard.add(response);
        kinds.merge(Kind.of(response), 1, Integer::sum);
        events.merge(response.getWatchId(), response.getEventsCount(), Integer::sum);
    }

    @Override
    public synchronized void onError(Throwable cause) {
        Status status = Status.fromThrowable(cause);
        end = status.getCode() + " " + status.getDescription();
    }

    @Override
    public synchronized void onCompleted() {
        end = "completed";
    }
}
