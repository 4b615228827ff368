package io.fleetmesh.meshstore.differential;

import io.etcd.jetcd.api.WatchCreateRequest.FilterType;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.fleetmesh.meshstore.domain.KeyRange;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;

/** One stream at both servers, and what it takes to know that both have said everything that they will say. */
final class WatchStreamScript {
    private static final int MOST_WATCHES = 12;

    /** A watch that is open, and how many events it must have been told by now. */
    private static final class Open {
        private final WatchAsk ask;
        private final KeyRange range;
        private final long from;
        private int seen;
        private int expected;

        Open(WatchAsk ask, long from) {
            this.ask = ask;
            this.range = WatchCorners.range(ask);
            this.from = from;
        }

        int expected(List<History.Step> steps) {
            for (; seen < steps.size(); seen++) {
                History.Step step = steps.get(seen);
                FilterType filtered = step.delete() ? FilterType.NODELETE : FilterType.NOPUT;
                if (step.revision() >= from
                        && range.contains(step.key())
                        && !ask.filters().contains(filtered)) {
                    expected++;
                }
            }
            return expected;
        }
    }

    private final Random random;
    private final History history;
    private final WatchCorners corners;
    private final String user;
    private final WatchPair pair;
    private final List<WatchAsk> asked = new ArrayList<>();
    private final Map<Long, Open> open = new HashMap<>();
    private final Set<Long> cut = new HashSet<>();
    private int understood;
    private int canceled;
    private int progress;

    WatchStreamScript(Random random, History history, WatchCorners corners, String user, Channel store, Channel etcd) {
        this.random = random;
        this.history = history;
        this.corners = corners;
        this.user = user;
        this.pair = new WatchPair(history, store, etcd);
    }

    /** Asks for some watches, and for what is not answered. */
    void open() {
        for (int i = 1 + random.nextInt(MOST_WATCHES); i > 0; i--) {
            create(corners.ask(user));
            if (random.nextInt(6) == 0) {
                pair.say(WatchRequest.getDefaultInstance());
                pair.say(WatchAsk.cancel(500 + random.nextInt(3)));
            }
        }
    }

    /** Cancels some, one of them twice, asks how far it is, and opens others, some by an ID that was free or taken. */
    void reopen() {
        for (long id : List.copyOf(open.keySet())) {
            if (random.nextInt(3) == 0) {
                pair.say(WatchAsk.cancel(id));
                pair.say(WatchAsk.cancel(id));
                open.remove(id);
                canceled++;
            }
        }
        if (!open.isEmpty() && cut.isEmpty() && open.values().stream().allMatch(this::hasBegun)) {
            progress++;
            pair.both().forEach(talk -> talk.askProgress(progress));
        }
        for (int i = random.nextInt(MOST_WATCHES); i > 0; i--) {
            create(corners.ask(user));
        }
    }

    /** {@link Deliberate#PROGRESS_WAITS}. */
    private boolean hasBegun(Open watch) {
        return watch.from <= history.revision();
    }

    /** Says to some that nothing more will be asked: that ends no watch; {@link Deliberate#FINISHED_STREAMS}. */
    void finish() {
        if (random.nextBoolean() && !open.isEmpty()) {
            pair.both().forEach(WatchTalk::finish);
        }
    }

    private void create(WatchAsk ask) {
        asked.add(ask);
        pair.say(ask.request());
    }

    /** Waits until all that was asked is answered. */
    void awaitAnswers() {
        for (WatchTalk talk : pair.both()) {
            talk.awaitCount(WatchTalk.Kind.CREATED, asked.size());
            talk.awaitCount(WatchTalk.Kind.CANCELED, canceled);
        }
        List<WatchResponse> created =
                pair.etcd().heard().stream().filter(WatchResponse::getCreated).toList();
        for (; understood < created.size(); understood++) {
            WatchResponse response = created.get(understood);
            WatchAsk ask = asked.get(understood);
            if (!response.getCanceled()) {
                begin(response.getWatchId(), ask);
            }
        }
    }

    private void begin(long id, WatchAsk ask) {
        if (ask.start() != 0 && ask.start() < history.compactRevision()) {
            cut.add(id);
        } else {
            open.put(id, new Open(ask, ask.start() == 0 ? history.revision() + 1 : ask.start()));
        }
    }

    /** Waits until each watch has been told as much as has happened. */
    void awaitTold() {
        try {
            for (WatchTalk talk : pair.both()) {
                talk.awaitCount(WatchTalk.Kind.CUT, cut.size());
                talk.await("all events", () -> isTold(talk));
            }
        } catch (ConditionTimeoutException e) {
            compare();
            throw e;
        }
    }

    private boolean isTold(WatchTalk talk) {
        return open.entrySet().stream()
                .allMatch(
                        watch -> talk.events(watch.getKey()) >= watch.getValue().expected(history.steps()));
    }

    void compare() {
        WatchPair.assertSame(
                pair.told(),
                () -> "asked: " + asked.stream().map(WatchAsk::request).toList());
    }

    void hangUp() {
        pair.both().forEach(WatchTalk::hangUp);
    }
}
