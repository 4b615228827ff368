package io.fleetmesh.meshstore.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.RangeRequest;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.Change;
import io.fleetmesh.meshstore.domain.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Keys, values and ranges where servers are likely to differ, by chance. */
final class RangeCorners {
    static final ByteString NO_UPPER_BOUND = bytes("\0");
    private static final ByteString EVERYTHING = bytes("cilium/");
    private static final List<KeyRange> PERMITTED = List.of(
            KeyRange.prefix("cilium/.heartbeat"),
            KeyRange.prefix("cilium/cache/"),
            KeyRange.prefix("cilium/cluster-config/"),
            KeyRange.prefix("cilium/synced/"));
    /** Not those of {@link History#key()}, which are written independently. */
    private static final List<String> TAILS =
            List.of("", "x", "x\0", "x\0\0", "xx", "y", "y\u00ff", "\0", "\u00ff", "\u00ff\u00ff", "\u00e9", "x/y");

    private static final List<String> OUTSIDE = List.of(
            "",
            "\0",
            "\u00ff",
            "a",
            "z",
            "cilium",
            "cilium/",
            "cilium/cache",
            "cilium/cachf",
            "cilium/state/x",
            "cilium0");
    private static final List<String> VALUES = List.of("", "\0", "a", "b", "b", "c");

    private final Random random;
    private final History history;
    private final List<ByteString> keys = new ArrayList<>();
    private final Map<ByteString, String> written = new HashMap<>();

    RangeCorners(Random random, History history) {
        this.random = random;
        this.history = history;
        for (KeyRange permitted : PERMITTED) {
            TAILS.forEach(tail -> keys.add(bytes(permitted.from() + tail)));
        }
    }

    /** Writes some of the odd keys, in one transaction: they tie by revision, many of them by version and by value. */
    void commit() {
        Map<ByteString, Change> changes = new HashMap<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
            ByteString key = any(keys);
            if (!changes.containsKey(key)) {
                changes.put(key, change(key));
            }
        }
        history.write(List.copyOf(changes.values()));
    }

    private Change change(ByteString key) {
        String old = written.get(key);
        if (old != null && random.nextInt(3) == 0) {
            written.remove(key);
            return new Change.Delete(Bytes.of(key.toByteArray()));
        }
        List<String> others =
                VALUES.stream().filter(value -> !value.equals(old)).toList();
        String value = any(others);
        written.put(key, value);
        return new Change.Put(Bytes.of(key.toByteArray()), Bytes.of(value));
    }

    /** A request, in the store's revisions; {@link Deliberate#UNKNOWN_SORT}. */
    RangeRequest request() {
        RangeRequest.Builder request = RangeRequest.newBuilder()
                .setSerializable(random.nextBoolean())
                .setKeysOnly(chance(5))
                .setCountOnly(chance(8))
                .setRevision(chance(2) ? 0 : revision())
                .setLimit(limit());
        bounds(request);
        if (chance(2)) {
            request.setSortTargetValue(random.nextInt(5)).setSortOrderValue(random.nextInt(3));
        }
        if (request.getSortTarget() == RangeRequest.SortTarget.VALUE) {
            // Who sees no values cannot tell what ties.
            request.setKeysOnly(false);
        }
        ByteString from = key();
        ByteString end = end(from);
        boolean swap = crosses(from, end);
        return request.setKey(swap ? end : from).setRangeEnd(swap ? from : end).build();
    }

    /** In etcd's revisions. */
    RangeRequest translate(RangeRequest request) {
        return request.toBuilder()
                .setRevision(upTo(request.getRevision()))
                .setMinModRevision(from(request.getMinModRevision()))
                .setMaxModRevision(upTo(request.getMaxModRevision()))
                .setMinCreateRevision(from(request.getMinCreateRevision()))
                .setMaxCreateRevision(upTo(request.getMaxCreateRevision()))
                .build();
    }

    /** {@link Deliberate#EVERYTHING_IS_READABLE}: the user who gets such a range from etcd. */
    static String user(RangeRequest request) {
        return isEverything(request.getKey(), request.getRangeEnd()) ? "all" : "local";
    }

    /** Not by the store's own notion of a range, which is to be tested. */
    static boolean isEverything(ByteString from, ByteString end) {
        Comparator<ByteString> order = ByteString.unsignedLexicographicalComparator();
        return order.compare(from, EVERYTHING) <= 0
                && (end.equals(NO_UPPER_BOUND) || order.compare(end, endOfPrefix(EVERYTHING)) >= 0);
    }

    /** Whether an agent may read it, from etcd too. */
    static boolean isPermitted(KeyRange range) {
        return PERMITTED.stream().anyMatch(range::isWithin);
    }

    /** {@link Deliberate#BACKWARDS}. */
    private static boolean crosses(ByteString from, ByteString end) {
        KeyRange range = range(from, end);
        return range.isEmpty()
                && PERMITTED.stream()
                        .filter(permitted -> permitted.contains(range.from()))
                        .anyMatch(permitted -> !permitted.contains(range.end().orElseThrow()));
    }

    private static KeyRange range(ByteString from, ByteString end) {
        return KeyRange.of(from.toByteArray(), end.toByteArray());
    }

    private long from(long revision) {
        return revision <= 1 ? revision : history.theirs(revision);
    }

    /** Between two transactions of the view are those of others: a read there shows the first of the two. */
    private long upTo(long revision) {
        return revision <= 1 || revision > history.revision() ? from(revision) : history.theirsUpTo(revision);
    }

    private void bounds(RangeRequest.Builder request) {
        if (chance(6)) {
            request.setMinModRevision(revision());
        }
        if (chance(6)) {
            request.setMaxModRevision(revision());
        }
        if (chance(6)) {
            request.setMinCreateRevision(revision());
        }
        if (chance(6)) {
            request.setMaxCreateRevision(revision());
        }
    }

    private long limit() {
        return switch (random.nextInt(8)) {
            case 0 -> 1;
            case 1, 2 -> 1 + random.nextInt(30);
            case 3 -> 1_000;
            case 4 -> -1;
            default -> 0;
        };
    }

    private long revision() {
        long newest = history.revision();
        return switch (random.nextInt(10)) {
            case 0 -> newest;
            case 1 -> newest + 1 + random.nextInt(3);
            case 2 -> chance(2) ? history.firstKept() : history.compactRevision() - 1;
            case 3 -> 1 - random.nextInt(3);
            default -> between(1, newest);
        };
    }

    /** Not between the last transaction that is forgotten and the first that is kept: the store can still read there. */
    private long between(long from, long to) {
        long revision = from + random.nextLong(to - from + 1);
        return history.isFirstKept(revision) ? history.firstKept() : revision;
    }

    private ByteString key() {
        return switch (random.nextInt(10)) {
            case 0 -> any(keys).concat(bytes("\0"));
            case 1 -> bytes(any(OUTSIDE));
            case 2, 3 -> bytes(history.key());
            case 4 -> start(any(keys));
            case 5 -> start(bytes(history.key()));
            default -> any(keys);
        };
    }

    private ByteString end(ByteString from) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> ByteString.EMPTY;
            case 3 -> NO_UPPER_BOUND;
            case 4 -> from;
            case 5 -> from.concat(bytes("\0"));
            case 6, 7 -> key();
            default -> endOfPrefix(from);
        };
    }

    private static ByteString endOfPrefix(ByteString prefix) {
        int last = prefix.size() - 1;
        while (last >= 0 && prefix.byteAt(last) == (byte) 0xff) {
            last--;
        }
        return last < 0
                ? NO_UPPER_BOUND
                : prefix.substring(0, last).concat(ByteString.copyFrom(new byte[] {(byte) (prefix.byteAt(last) + 1)}));
    }

    private ByteString start(ByteString key) {
        return key.substring(0, random.nextInt(key.size() + 1));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static ByteString bytes(String latin) {
        return ByteString.copyFrom(latin, ISO_8859_1);
    }
}
