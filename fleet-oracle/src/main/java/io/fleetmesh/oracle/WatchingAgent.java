package io.fleetmesh.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Reads a store as agents do: a list is the whole truth, a watch goes on from it, and after a lost connection all begins
 * anew. What it is shown is judged by an {@link Oracle}. Any thread may ask what came of it.
 */
public final class WatchingAgent implements AutoCloseable {
    private static final ByteString CACHE = ByteString.copyFrom("cilium/cache/", UTF_8);
    /** The first key after all that begin with it. */
    private static final ByteString CACHE_END = ByteString.copyFrom("cilium/cache0", UTF_8);

    private static final long SILENCE_SECONDS = 180;
    private static final long PAUSE_MILLIS = 200;

    /** Opens a connection to the store, with the certificate of the consumer's agents. */
    public interface Store {
        ManagedChannel connect() throws IOException;
    }

    private final String consumer;
    private final Store store;
    private final Oracle oracle;
    private final Thread thread;
    private volatile boolean closed;
    private String ended = "";
    private int lists;

    /**
     * Begins to read.
     *
     * @param consumer whose agent it is
     * @param members those that are read
     */
    public WatchingAgent(String consumer, Store store, Collection<BusyMember> members) {
        this.consumer = consumer;
        this.store = store;
        this.oracle =
                new Oracle(consumer, members.stream().collect(Collectors.toMap(BusyMember::name, BusyMember::history)));
        this.thread = Thread.ofVirtual().start(this::run);
    }

    /** What it was shown and must not have been, or why it reads no more; empty if all is well. */
    public synchronized List<String> violations() {
        return ended.isEmpty() ? oracle.violations() : List.of(ended);
    }

    /** How often it has read everything. */
    public synchronized int lists() {
        return lists;
    }

    /** In what it does not see exactly what the other members export; empty if it does. */
    public synchronized List<String> differences() {
        return lists == 0 ? List.of(consumer + " has seen nothing yet") : oracle.differences();
    }

    private void run() {
        try {
            while (!closed) {
                ManagedChannel channel = store.connect();
                try {
                    follow(channel, list(channel));
                } catch (StatusRuntimeException _) {
                    // Refused, or away: agents come again, too.
                } finally {
                    channel.shutdownNow();
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException _) {
            // Closed.
        } catch (IOException | IllegalStateException e) {
            end(consumer + ": " + e);
        }
    }

    private synchronized void end(String why) {
        ended = why;
    }

    private long list(ManagedChannel channel) {
        Map<String, String> found = new HashMap<>();
        long revision = 0;
        Optional<RangeRequest> page = Optional.of(Pages.first(CACHE, CACHE_END));
        while (page.isPresent()) {
            RangeRequest asked = page.get();
            RangeResponse answer = KVGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .range(asked);
            answer.getKvsList()
                    .forEach(kv ->
                            found.put(kv.getKey().toStringUtf8(), kv.getValue().toStringUtf8()));
            revision = Pages.revision(asked, answer);
            page = Pages.next(asked, answer);
        }
        synchronized (this) {
            lists++;
            oracle.list(found);
        }
        return revision;
    }

    private void follow(ManagedChannel channel, long revision) throws InterruptedException {
        LinkedBlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
        StreamObserver<WatchRequest> stream = WatchGrpc.newStub(channel).watch(new Into(responses));
        stream.onNext(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(CACHE)
                        .setRangeEnd(CACHE_END)
                        .setStartRevision(revision + 1))
                .build());
        while (!closed) {
            WatchResponse response = responses.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
            if (response == null || response.getCanceled()) {
                return;
            }
            apply(response);
        }
    }

    private synchronized void apply(WatchResponse response) {
        for (Event event : response.getEventsList()) {
            String key = event.getKv().getKey().toStringUtf8();
            if (event.getType() == Event.EventType.PUT) {
                oracle.put(key, event.getKv().getValue().toStringUtf8());
            } else {
                oracle.delete(key);
            }
            // Agents take one event after the other: between them, too, no address is without its identity.
            oracle.checkIdentities();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /** An end of the stream is a response that is canceled. */
    private record Into(LinkedBlockingQueue<WatchResponse> responses) implements StreamObserver<WatchResponse> {
        @Override
        public void onNext(WatchResponse response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable cause) {
            onCompleted();
        }

        @Override
        public void onCompleted() {
            responses.add(WatchResponse.newBuilder().setCanceled(true).build());
        }
    }
}
