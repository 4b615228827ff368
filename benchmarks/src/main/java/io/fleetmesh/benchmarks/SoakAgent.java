package io.fleetmesh.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a store as agents do: a list is the whole truth, a watch goes on from it, and after a lost connection all begins
 * anew. Every key that vanishes must have been withdrawn by its source, and none may show an older generation than before.
 */
final class SoakAgent implements AutoCloseable {
    private static final String SERVICES = "cilium/cache/services/v1/";
    private static final Pattern GENERATION = Pattern.compile("\"generation\":\"(\\d+)\"");
    private static final long SILENCE_SECONDS = 60;

    private final String consumer;
    private final WatchedServer store;
    private final Map<String, SoakMember> members;
    private final Map<String, Long> shown = new TreeMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private int lists;

    SoakAgent(String consumer, WatchedServer store, Map<String, SoakMember> members) {
        this.consumer = consumer;
        this.store = store;
        this.members = members;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    List<String> violations() {
        return violations;
    }

    synchronized int lists() {
        return lists;
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
                TimeUnit.MILLISECONDS.sleep(200);
            }
        } catch (InterruptedException _) {
            // Closed.
        } catch (IOException e) {
            violations.add(consumer + ": " + e);
        }
    }

    private long list(ManagedChannel channel) {
        ByteString prefix = ByteString.copyFrom(SERVICES, UTF_8);
        RangeResponse all = KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .range(RangeRequest.newBuilder()
                        .setKey(prefix)
                        .setRangeEnd(FanOut.endOf(prefix))
                        .build());
        synchronized (this) {
            lists++;
            Set<String> gone = new HashSet<>(shown.keySet());
            all.getKvsList().forEach(kv -> {
                gone.remove(kv.getKey().toStringUtf8());
                put(kv);
            });
            gone.forEach(this::delete);
        }
        return all.getHeader().getRevision();
    }

    private void follow(ManagedChannel channel, long revision) throws InterruptedException {
        ByteString prefix = ByteString.copyFrom(SERVICES, UTF_8);
        LinkedBlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
        StreamObserver<WatchRequest> stream = WatchGrpc.newStub(channel).watch(new Into(responses));
        stream.onNext(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(prefix)
                        .setRangeEnd(FanOut.endOf(prefix))
                        .setStartRevision(revision + 1))
                .build());
        while (!closed) {
            WatchResponse response = responses.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
            if (response == null || response.getCanceled()) {
                return;
            }
            synchronized (this) {
                response.getEventsList().forEach(event -> {
                    if (event.getType() == Event.EventType.PUT) {
                        put(event.getKv());
                    } else {
                        delete(event.getKv().getKey().toStringUtf8());
                    }
                });
            }
        }
    }

    private void put(KeyValue kv) {
        String key = kv.getKey().toStringUtf8();
        Matcher generation = GENERATION.matcher(kv.getValue().toStringUtf8());
        if (isOurs(key) && generation.find()) {
            long number = Long.parseLong(generation.group(1));
            long before = newest.merge(key, number, Math::max);
            if (number < before) {
                violations.add(consumer + ": generation " + number + " of " + key + " after " + before);
            }
            shown.put(key, number);
        }
    }

    private void delete(String key) {
        Long generation = shown.remove(key);
        String[] path = key.substring(SERVICES.length()).split("/", -1);
        if (generation != null && !members.get(path[0]).wasWithdrawnAfter(path[2], generation)) {
            violations.add(consumer + ": " + key + " vanished, and its source never withdrew generation " + generation);
        }
    }

    private static boolean isOurs(String key) {
        return key.contains("/" + SoakMember.NAMESPACE + "/");
    }

    /** Whether it sees exactly what the other members export. */
    synchronized boolean seesTheTruth() {
        return shown.equals(truth());
    }

    /** What it sees and should not, or should see and does not. */
    synchronized String describe() {
        Map<String, Long> truth = truth();
        Set<Map.Entry<String, Long>> missing = new HashSet<>(truth.entrySet());
        missing.removeAll(shown.entrySet());
        Set<Map.Entry<String, Long>> stale = new HashSet<>(shown.entrySet());
        stale.removeAll(truth.entrySet());
        return consumer + " lacks " + missing + " and still shows " + stale;
    }

    private Map<String, Long> truth() {
        Map<String, Long> truth = new TreeMap<>();
        members.values().stream()
                .filter(member -> !member.name().equals(consumer))
                .forEach(member -> member.exported()
                        .forEach((service, generation) -> truth.put(
                                SERVICES + member.name() + "/" + SoakMember.NAMESPACE + "/" + service, generation)));
        return truth;
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
