package io.fleetmesh.meshstore.differential;

import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.WatchCreateRequest.FilterType;
import io.fleetmesh.meshstore.domain.KeyRange;
import java.util.Random;

/** Watches where servers are likely to differ, by chance. */
final class WatchCorners {
    private static final byte[] ZERO = {0};
    private static final long FIRST_CUT_ID = 1_000;
    private static final int CHOSEN_IDS = 12;

    private final Random random;
    private final History history;
    private final RangeCorners ranges;
    private long nextCutId = FIRST_CUT_ID;

    WatchCorners(Random random, History history, RangeCorners ranges) {
        this.random = random;
        this.history = history;
        this.ranges = ranges;
    }

    /**
     * Any watch; {@link Deliberate#FREED_IDS}.
     *
     * @param user who asks etcd: {@code all} may read everything, but asks only for what agents may read of the store
     */
    WatchAsk ask(String user) {
        WatchAsk ask = keys(user).from(start());
        if (ask.start() != 0 && ask.start() < history.compactRevision()) {
            // An ID that no other watch has or will have.
            ask = ask.withId(nextCutId++);
        } else if (chance(3)) {
            ask = ask.withId(chance(6) ? -7 : random.nextInt(CHOSEN_IDS));
        }
        ask = chance(2) ? ask.withPrevious() : ask;
        ask = chance(4) ? ask.inFragments() : ask;
        ask = chance(5) ? ask.withProgress() : ask;
        return switch (random.nextInt(8)) {
            case 0 -> ask.without(FilterType.NOPUT);
            case 1 -> ask.without(FilterType.NODELETE);
            case 2 -> ask.without(FilterType.NOPUT, FilterType.NODELETE, FilterType.NOPUT);
            default -> ask;
        };
    }

    /** The keys that are meant: a watch of no key is one of the first. */
    static KeyRange range(WatchAsk ask) {
        return KeyRange.of(
                ask.key().isEmpty() ? ZERO : ask.key().toByteArray(), ask.end().toByteArray());
    }

    private WatchAsk keys(String user) {
        while (true) {
            RangeRequest request = ranges.request();
            WatchAsk ask = WatchAsk.of(request.getKey(), request.getRangeEnd());
            boolean everything = RangeCorners.isEverything(ask.key(), ask.end());
            boolean permitted = RangeCorners.isPermitted(range(ask));
            if (user.equals("all") ? everything || permitted : !everything && !isWithoutEnd(request)) {
                return ask;
            }
        }
    }

    /** {@link Deliberate#WATCHES_WITHOUT_END}. */
    private static boolean isWithoutEnd(RangeRequest request) {
        return request.getRangeEnd().equals(RangeCorners.NO_UPPER_BOUND);
    }

    /** {@link Deliberate#COMPACTED_NEIGHBOUR}, {@link Deliberate#NEGATIVE_START}. */
    private long start() {
        long start = anyStart();
        return history.isFirstKept(start) ? 0 : start;
    }

    private long anyStart() {
        long newest = history.revision();
        long compacted = history.compactRevision();
        return switch (random.nextInt(8)) {
            // Not so old that it is compacted before etcd has come to look for its events.
            case 0, 1 -> newest - random.nextLong((newest - compacted) / 3 + 1);
            case 2 -> newest - random.nextInt(2);
            case 3 -> newest + random.nextInt(6);
            case 4 -> compacted > 1 ? 1 + random.nextLong(compacted - 1) : 0;
            default -> 0;
        };
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
