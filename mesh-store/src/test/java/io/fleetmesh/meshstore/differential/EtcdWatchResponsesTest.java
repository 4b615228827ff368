package io.fleetmesh.meshstore.differential;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.WatchCreateRequest.FilterType;
import io.etcd.jetcd.api.WatchRequest;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.Change;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Watches that are not behind: response by response, headers included, they are told what etcd tells. */
class EtcdWatchResponsesTest extends SideBySide {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int COMMITS = 80;
    private static final ByteString CACHE = History.utf8("cilium/cache/");
    private static final ByteString SYNCED = History.utf8("cilium/synced/");
    private static final ByteString ONE_KEY = History.utf8("cilium/cache/x");

    @Test
    void eachTransactionIsOneResponseAsInEtcd() {
        RangeCorners corners = new RangeCorners(random, history());
        history().write(List.of(new Change.Put(Bytes.of("cilium/cache/first"), Bytes.of("1"))));
        WatchPair pair = new WatchPair(history(), store(), etcd("local"));
        List<WatchRequest> asked = List.of(
                all(CACHE).withPrevious().request(),
                all(SYNCED).request(),
                all(CACHE).without(FilterType.NOPUT).withPrevious().request(),
                all(CACHE).without(FilterType.NODELETE).withId(9).request(),
                all(CACHE).without(FilterType.NOPUT, FilterType.NODELETE).request(),
                all(CACHE).inFragments().withPrevious().withId(-7).request(),
                all(CACHE).from(history().revision()).withId(20).request(),
                WatchAsk.of(ONE_KEY, ByteString.EMPTY).withPrevious().request(),
                all(CACHE).withId(9).request(),
                WatchAsk.of(ONE_KEY, ONE_KEY).request(),
                all(History.utf8("secret/")).request(),
                WatchAsk.of(History.utf8("secret/b"), History.utf8("secret/a")).request());
        asked.forEach(pair::say);
        pair.both().forEach(talk -> {
            talk.awaitCount(WatchTalk.Kind.CREATED, asked.size());
            talk.await("the watch from the past is not behind any more", () -> talk.events(20) == 1);
        });

        for (int i = 1; i <= COMMITS; i++) {
            if (random.nextInt(4) == 0) {
                history().write(large(i));
            } else {
                corners.commit();
            }
            // Answered after all that went before, and only when no watch is behind.
            int answers = i;
            pair.say(WatchAsk.progress());
            pair.both().forEach(talk -> talk.awaitCount(WatchTalk.Kind.PROGRESS, answers));
        }

        WatchPair.assertSame(pair.responses(), () -> "asked: " + asked);
        pair.both().forEach(WatchTalk::hangUp);
    }

    @Test
    void whoAskedForItIsToldNowAndThenHowFarItIs() {
        history().write(List.of(new Change.Put(Bytes.of("cilium/cache/first"), Bytes.of("1"))));
        WatchPair pair = new WatchPair(history(), store(), etcd("local"));
        List.of(
                        all(CACHE).withProgress(),
                        all(CACHE),
                        all(CACHE).withProgress().without(FilterType.NOPUT, FilterType.NODELETE),
                        all(SYNCED).withProgress().from(history().revision()))
                .forEach(ask -> pair.say(ask.request()));
        pair.both().forEach(talk -> talk.awaitCount(WatchTalk.Kind.CREATED, 4));

        history().write(List.of(new Change.Put(Bytes.of("cilium/cache/first"), Bytes.of("2"))));
        await().atMost(PATIENCE).until(() -> pair.newestPeriodic().stream().allMatch(each -> each.size() == 3));

        assertEquals(pair.newestPeriodic().getFirst(), pair.newestPeriodic().getLast());
        pair.both().forEach(WatchTalk::hangUp);
    }

    private static WatchAsk all(ByteString prefix) {
        return WatchAsk.of(prefix, RealEtcd.endOfPrefix(prefix));
    }

    /** Too large for one fragment. */
    private static List<Change> large(int number) {
        return IntStream.range(0, 6)
                .<Change>mapToObj(
                        i -> new Change.Put(Bytes.of("cilium/cache/large/" + i), Bytes.of(number + "-".repeat(700))))
                .toList();
    }
}
