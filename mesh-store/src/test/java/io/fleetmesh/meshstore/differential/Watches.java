package io.fleetmesh.meshstore.differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCancelRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchProgressRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.fleetmesh.meshstore.domain.KeyRange;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Random streams of watches, opened at both. Responses are compared as what each watch is told, in order: how many events
 * share a response, and how a response is cut into fragments, is left to the server.
 */
final class Watches {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_WATCHES = 8;
    private static final int COMMITS = 6;
    private static final int WATCH_ID_FIELD = 7;
    private static final int FRAGMENT_FIELD = 8;
    private static final long NO_WATCH = -1;
    private static final String PROGRESS = "progress";

    /** Where the history stood when a stream was opened. */
    private record Opened(long revision, long compactRevision) {}

    private final Random random;
    private final History history;
    private final Channel here;
    private final Channel there;

    Watches(Random random, History history, Channel here, Channel there) {
        this.random = random;
        this.history = history;
        this.here = here;
        this.there = there;
    }

    /** Opens a stream at both, changes keys, cancels; null if both said the same. */
    @Nullable
    String differs() {
        // Not both in one stream: the ID of a watch that is compacted is free again with us, and never in etcd.
        boolean chosenIds = random.nextBoolean();
        List<WatchCreateRequest> creates = IntStream.rangeClosed(0, random.nextInt(MOST_WATCHES))
                .mapToObj(_ -> create(chosenIds))
                .toList();
        Told ours = new Told(here, LongUnaryOperator.identity());
        Told theirs = new Told(there, history::ours);
        try {
            Opened opened = new Opened(history.revision(), history.compactRevision());
            for (WatchCreateRequest create : creates) {
                ours.send(WatchRequest.newBuilder().setCreateRequest(create).build());
                theirs.send(WatchRequest.newBuilder()
                        .setCreateRequest(
                                create.toBuilder().setStartRevision(history.theirs(create.getStartRevision())))
                        .build());
            }
            for (Told told : List.of(ours, theirs)) {
                told.await("all created", () -> told.created.size() == creates.size());
                awaitEvents(creates, told, opened);
            }
            for (int i = 0; i < COMMITS; i++) {
                history.commit();
            }
            for (Told told : List.of(ours, theirs)) {
                awaitEvents(creates, told, opened);
                told.awaitProgress();
                told.cancelAll(creates.size());
            }
        } catch (ConditionTimeoutException e) {
            return difference(creates, ours, theirs) + e.getMessage();
        } finally {
            ours.close();
            theirs.close();
        }
        return ours.text().equals(theirs.text()) ? null : difference(creates, ours, theirs);
    }

    private static String difference(List<WatchCreateRequest> creates, Told ours, Told theirs) {
        return "asked:\n" + creates + "\nfleetmesh says:\n" + ours.text() + "\netcd says:\n" + theirs.text();
    }

    private WatchCreateRequest create(boolean chosenIds) {
        WatchCreateRequest.Builder create =
                keys().setStartRevision(chosenIds ? 0 : startRevision()).setPrevKv(random.nextBoolean());
        if (random.nextInt(4) == 0) {
            create.addFilters(WatchCreateRequest.FilterType.NOPUT);
        }
        if (random.nextInt(4) == 0) {
            create.addFilters(WatchCreateRequest.FilterType.NODELETE);
        }
        UnknownFieldSet.Builder more = UnknownFieldSet.newBuilder();
        if (chosenIds && random.nextInt(3) == 0) {
            more.addField(WATCH_ID_FIELD, varint(1L + random.nextInt(4)));
        }
        if (random.nextInt(4) == 0) {
            more.addField(FRAGMENT_FIELD, varint(1));
        }
        return create.setUnknownFields(more.build()).build();
    }

    private static UnknownFieldSet.Field varint(long value) {
        return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
    }

    /**
     * Not that of the first transaction that is kept: etcd's compaction has taken its deletes. Nor one soon after it, which
     * might be compacted before etcd, which looks for the past of a watch now and then only, has come to do so.
     */
    private long startRevision() {
        if (random.nextInt(3) > 0) {
            return 0;
        }
        long revision = history.anyRevision();
        boolean old = revision >= history.compactRevision()
                && revision - history.compactRevision() < history.revision() - revision;
        return old ? 0 : revision;
    }

    private WatchCreateRequest.Builder keys() {
        WatchCreateRequest.Builder create = WatchCreateRequest.newBuilder();
        String one = history.key();
        ByteString key = History.utf8(one);
        ByteString prefix = History.utf8(one.substring(0, one.lastIndexOf('/') + 1));
        ByteString caches = History.utf8("cilium/cache/");
        return switch (random.nextInt(8)) {
            case 0 -> create.setKey(key);
            case 1 -> create.setKey(key).setRangeEnd(key);
            case 2 -> create.setKey(caches).setRangeEnd(RealEtcd.endOfPrefix(caches));
            case 3 -> create.setKey(History.utf8("secret/"));
            default -> create.setKey(prefix).setRangeEnd(RealEtcd.endOfPrefix(prefix));
        };
    }

    private void awaitEvents(List<WatchCreateRequest> creates, Told told, Opened opened) {
        for (int i = 0; i < creates.size(); i++) {
            WatchResponse created = told.created.get(i);
            if (!created.getCanceled()) {
                WatchCreateRequest create = creates.get(i);
                long id = created.getWatchId();
                if (create.getStartRevision() > 0 && create.getStartRevision() < opened.compactRevision()) {
                    told.await("watch " + id + " is cut", () -> told.canceled.contains(id));
                } else {
                    long expected = expected(create, opened);
                    told.await(
                            expected + " events for watch " + id, () -> told.events.getOrDefault(id, 0L) >= expected);
                }
            }
        }
    }

    private long expected(WatchCreateRequest create, Opened opened) {
        KeyRange range =
                KeyRange.of(create.getKey().toByteArray(), create.getRangeEnd().toByteArray());
        long from = create.getStartRevision() == 0 ? opened.revision() + 1 : create.getStartRevision();
        return history.steps().stream()
                .filter(step -> step.revision() >= from && range.contains(step.key()))
                .filter(step -> !create.getFiltersList()
                        .contains(
                                step.delete()
                                        ? WatchCreateRequest.FilterType.NODELETE
                                        : WatchCreateRequest.FilterType.NOPUT))
                .count();
    }

    /** What one server has said on a stream. */
    private static final class Told implements StreamObserver<WatchResponse> {
        final List<WatchResponse> created = new CopyOnWriteArrayList<>();
        final Set<Long> canceled = ConcurrentHashMap.newKeySet();
        final Map<Long, Long> events = new ConcurrentHashMap<>();
        volatile boolean progressed;
        private final List<WatchResponse> responses = new CopyOnWriteArrayList<>();
        private final List<String> errors = new CopyOnWriteArrayList<>();
        private final LongUnaryOperator revisions;
        private final StreamObserver<WatchRequest> stream;

        Told(Channel server, LongUnaryOperator revisions) {
            this.revisions = revisions;
            this.stream = WatchGrpc.newStub(server).watch(this);
        }

        void send(WatchRequest request) {
            stream.onNext(request);
        }

        void await(String what, Callable<Boolean> condition) {
            Awaitility.await(what)
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(PATIENCE)
                    .until(condition);
        }

        /**
         * Those that are open, and IDs that no watch has, which are not answered. Not those that are compacted: etcd answers
         * once more, we have forgotten them.
         */
        void cancelAll(int most) {
            LongStream.rangeClosed(NO_WATCH, most + 4L)
                    .filter(id -> !canceled.contains(id))
                    .forEach(id -> send(WatchRequest.newBuilder()
                            .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
                            .build()));
            created.stream()
                    .filter(response -> !response.getCanceled())
                    .forEach(response -> await(
                            "watch " + response.getWatchId() + " is canceled",
                            () -> canceled.contains(response.getWatchId())));
        }

        /** Newer etcds do not answer as long as a watch is behind or compacted, and not at all without one. */
        void awaitProgress() {
            boolean open = created.stream().anyMatch(response -> !response.getCanceled()) && canceled.isEmpty();
            if (open) {
                await("progress", () -> {
                    send(WatchRequest.newBuilder()
                            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                            .build());
                    return progressed;
                });
            }
        }

        void close() {
            stream.onCompleted();
        }

        @Override
        public void onNext(WatchResponse response) {
            long id = response.getWatchId();
            responses.add(response);
            events.merge(id, (long) response.getEventsCount(), Long::sum);
            if (response.getCreated()) {
                created.add(response);
            } else if (response.getCanceled()) {
                canceled.add(id);
            } else if (id == NO_WATCH) {
                progressed = true;
            }
        }

        private String control(WatchResponse response) {
            String what = Stream.of(
                            response.getCreated() ? "created " : "",
                            response.getCanceled() ? "canceled " : "",
                            response.getCompactRevision() > 0 ? "compacted " : "",
                            response.getCancelReason())
                    .collect(Collectors.joining());
            return (what.isEmpty() ? PROGRESS : what)
                    + " at "
                    + revisions.applyAsLong(response.getHeader().getRevision());
        }

        private String text(Event event) {
            Event.Builder normal = event.toBuilder().setKv(Ranges.normal(event.getKv(), revisions));
            if (event.hasPrevKv()) {
                normal.setPrevKv(Ranges.normal(event.getPrevKv(), revisions));
            }
            return "\n" + TextFormat.printer().emittingSingleLine(true).printToString(normal);
        }

        /** What each watch was told, once everything has a revision in the history. */
        String text() {
            Map<Long, List<String>> told = new TreeMap<>();
            for (WatchResponse response : responses) {
                List<String> lines = told.computeIfAbsent(response.getWatchId(), _ -> new ArrayList<>());
                if (response.getEventsCount() == 0) {
                    lines.add(control(response));
                }
                response.getEventsList().forEach(event -> lines.add(text(event)));
            }
            told.computeIfPresent(NO_WATCH, (_, lines) -> withOneProgress(lines));
            return told + " " + errors;
        }

        private static List<String> withOneProgress(List<String> lines) {
            return Stream.concat(
                            lines.stream().filter(line -> !line.startsWith(PROGRESS)),
                            lines.stream()
                                    .filter(line -> line.startsWith(PROGRESS))
                                    .distinct())
                    .toList();
        }

        @Override
        public void onError(Throwable cause) {
            errors.add(cause.toString());
        }

        @Override
        public void onCompleted() {}
    }
}
