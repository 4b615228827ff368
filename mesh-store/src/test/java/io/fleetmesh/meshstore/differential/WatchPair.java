package io.fleetmesh.meshstore.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TextFormat;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The same stream of watches at both servers; what they said is told in the store's revisions. */
final class WatchPair {
    private static final int IS_FRAGMENT_FIELD = 7;

    /** One of the two, and how its revisions become the store's. */
    private record Side(WatchTalk talk, LongUnaryOperator revisions) {}

    private final History history;
    private final Side ours;
    private final Side theirs;

    WatchPair(History history, Channel store, Channel etcd) {
        this.history = history;
        this.ours = new Side(new WatchTalk("store", store), LongUnaryOperator.identity());
        this.theirs = new Side(new WatchTalk("etcd", etcd), history::ours);
    }

    List<WatchTalk> both() {
        return List.of(ours.talk(), theirs.talk());
    }

    WatchTalk etcd() {
        return theirs.talk();
    }

    /** Says this to both; revisions are the store's. */
    void say(WatchRequest request) {
        ours.talk().say(request);
        WatchRequest.Builder translated = request.toBuilder();
        if (request.hasCreateRequest()) {
            long start = request.getCreateRequest().getStartRevision();
            translated.getCreateRequestBuilder().setStartRevision(start <= 1 ? start : history.theirs(start));
        }
        theirs.talk().say(translated.build());
    }

    /**
     * Fails with the first watch that was told something else.
     *
     * @param told etcd's, and what it should equal
     */
    static void assertSame(List<Map<String, List<String>>> told, Supplier<String> asked) {
        Map<String, List<String>> expected = told.getFirst();
        Map<String, List<String>> actual = told.getLast();
        expected.forEach((to, lines) -> assertEquals(
                String.join("\n", lines),
                String.join("\n", actual.getOrDefault(to, List.of())),
                () -> to + ", " + asked.get()));
        assertEquals(expected.keySet(), actual.keySet(), asked);
    }

    /** {@link Deliberate#BATCHES}: etcd's, and what it should equal: by watch its events, whatever response they came in. */
    List<Map<String, List<String>>> told() {
        return List.of(told(theirs), told(ours));
    }

    /** etcd's, and what it should equal: by watch the responses with events, of several fragments one. */
    List<Map<String, List<String>>> responses() {
        return List.of(responses(theirs), responses(ours));
    }

    /** etcd's, and what it should equal: which watches were told, without an event, that they have come to the newest revision. */
    List<Set<String>> newestPeriodic() {
        return List.of(newestPeriodic(theirs), newestPeriodic(ours));
    }

    private Set<String> newestPeriodic(Side side) {
        return side.talk().heard().stream()
                .filter(response -> WatchTalk.Kind.of(response) == WatchTalk.Kind.PERIODIC)
                .filter(response ->
                        side.revisions().applyAsLong(response.getHeader().getRevision()) == history.revision())
                .map(response -> text(response, side))
                .collect(Collectors.toSet());
    }

    private Map<String, List<String>> told(Side side) {
        Map<String, List<String>> told = others(side);
        for (WatchResponse response : side.talk().heard()) {
            response.getEventsList().forEach(event -> add(told, "watch " + response.getWatchId(), text(event, side)));
        }
        return told;
    }

    private Map<String, List<String>> responses(Side side) {
        Map<String, List<String>> told = others(side);
        Map<Long, WatchResponse.Builder> fragments = new TreeMap<>();
        for (WatchResponse response : side.talk().heard()) {
            if (response.getEventsCount() > 0) {
                long id = response.getWatchId();
                WatchResponse.Builder whole =
                        fragments.computeIfAbsent(id, _ -> response.toBuilder().clearEvents());
                whole.addAllEvents(response.getEventsList()).setUnknownFields(response.getUnknownFields());
                if (!response.getUnknownFields().hasField(IS_FRAGMENT_FIELD)) {
                    add(told, "watch " + id, text(fragments.remove(id).build(), side));
                }
            }
        }
        fragments.forEach((id, rest) -> add(told, "watch " + id, "without its last fragment: " + rest));
        return told;
    }

    /** All without events, but for {@link WatchTalk.Kind#PERIODIC}, which comes when it comes. */
    private Map<String, List<String>> others(Side side) {
        Map<String, List<String>> told = new TreeMap<>();
        for (WatchResponse response : side.talk().heard()) {
            switch (WatchTalk.Kind.of(response)) {
                case CUT -> add(told, "cut " + response.getWatchId(), text(response, side));
                case PROGRESS -> add(told, "progress", text(response, side));
                case CREATED, CANCELED -> add(told, "control", text(response, side));
                case EVENTS, PERIODIC -> {}
            }
        }
        add(told, "end", side.talk().end());
        return told;
    }

    private String text(WatchResponse response, Side side) {
        WatchResponse.Builder normal = response.toBuilder().clearEvents();
        if (response.getCompactRevision() > 1) {
            // Ours may lie before the transaction that is the first kept: between the two is none.
            long compacted = side.revisions().applyAsLong(response.getCompactRevision());
            normal.setCompactRevision(history.ours(history.theirs(compacted)));
        }
        normal.getHeaderBuilder()
                .setClusterId(Long.signum(response.getHeader().getClusterId()) & 1)
                .setMemberId(Long.signum(response.getHeader().getMemberId()) & 1)
                .setRevision(side.revisions().applyAsLong(response.getHeader().getRevision()));
        List<String> lines = new ArrayList<>(List.of(oneLine(normal)));
        response.getEventsList().forEach(event -> lines.add(text(event, side)));
        return String.join("\n  ", lines);
    }

    private static String text(Event event, Side side) {
        Event.Builder normal = event.toBuilder().setKv(Ranges.normal(event.getKv(), side.revisions()));
        if (event.hasPrevKv()) {
            normal.setPrevKv(Ranges.normal(event.getPrevKv(), side.revisions()));
        }
        return oneLine(normal);
    }

    private static String oneLine(MessageOrBuilder message) {
        return TextFormat.printer().emittingSingleLine(true).printToString(message);
    }

    private static void add(Map<String, List<String>> told, String to, String line) {
        told.computeIfAbsent(to, _ -> new ArrayList<>()).add(line);
    }
}
