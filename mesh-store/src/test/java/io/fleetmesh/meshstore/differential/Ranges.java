package io.fleetmesh.meshstore.differential;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Random ranges, asked of both. */
final class Ranges {
    private final Random random;
    private final History history;
    private final KVGrpc.KVBlockingStub here;
    private final KVGrpc.KVBlockingStub there;

    Ranges(Random random, History history, Channel here, Channel there) {
        this.random = random;
        this.history = history;
        this.here = KVGrpc.newBlockingStub(here);
        this.there = KVGrpc.newBlockingStub(there);
    }

    /** Asks once; null if both say the same, else what was asked and said. */
    @Nullable
    String differs() {
        RangeRequest request = request();
        RangeRequest translated = translate(request, history::theirs);
        String ours = text(here, request, LongUnaryOperator.identity());
        String theirs = text(there, translated, history::ours);
        return ours.equals(theirs)
                ? null
                : "asked:\n" + request + "\nfleetmesh says:\n" + ours + "\netcd says:\n" + theirs;
    }

    private RangeRequest request() {
        RangeRequest.Builder request = keys().setSerializable(random.nextBoolean())
                .setKeysOnly(random.nextInt(4) == 0)
                .setCountOnly(random.nextInt(6) == 0)
                .setLimit(random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 0)
                .setRevision(revision());
        if (random.nextInt(3) == 0) {
            request.setSortTargetValue(random.nextInt(5)).setSortOrderValue(random.nextInt(3));
            if (hasTies(request.getSortTarget())) {
                request.setLimit(0);
            }
        }
        if (random.nextInt(5) == 0) {
            request.setMinModRevision(bound()).setMaxModRevision(bound());
        }
        if (random.nextInt(5) == 0) {
            request.setMinCreateRevision(bound()).setMaxCreateRevision(bound());
        }
        return request.build();
    }

    /** Several keys have one such value, and etcd's sort leaves their order to chance. */
    private static boolean hasTies(RangeRequest.SortTarget target) {
        return switch (target) {
            case VERSION, CREATE, MOD -> true;
            default -> false;
        };
    }

    private static long sortValue(KeyValue kv, RangeRequest.SortTarget target) {
        return switch (target) {
            case VERSION -> kv.getVersion();
            case CREATE -> kv.getCreateRevision();
            case MOD -> kv.getModRevision();
            default -> throw new IllegalArgumentException("no ties by " + target);
        };
    }

    /** The same order, but by key among those that are alike. */
    private static List<KeyValue> tiesByKey(List<KeyValue> sorted, RangeRequest.SortTarget target) {
        List<KeyValue> result = new ArrayList<>(sorted);
        for (int from = 0; from < result.size(); ) {
            int to = from + 1;
            while (to < result.size() && sortValue(result.get(to), target) == sortValue(result.get(from), target)) {
                to++;
            }
            result.subList(from, to).sort(Comparator.comparing(kv -> kv.getKey().toStringUtf8()));
            from = to;
        }
        return result;
    }

    private long bound() {
        return random.nextBoolean() ? history.anyRevision() : 0;
    }

    private long revision() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> history.anyRevision();
            case 3 -> history.revision() + 1 + random.nextInt(3);
            default -> 0;
        };
    }

    private RangeRequest.Builder keys() {
        RangeRequest.Builder request = RangeRequest.newBuilder();
        ByteString key = History.utf8(history.key());
        ByteString prefix = History.utf8(History.PREFIXES.get(random.nextInt(History.PREFIXES.size())));
        return switch (random.nextInt(11)) {
            case 0 -> request;
            case 1 -> request.setKey(key).setRangeEnd(ByteString.copyFrom(new byte[1]));
            case 3 -> request.setKey(History.utf8("secret/" + random.nextInt(3)));
            case 4 ->
                request.setKey(History.utf8("cilium/cache/"))
                        .setRangeEnd(RealEtcd.endOfPrefix(History.utf8("cilium/cache/")));
            case 5 -> request.setKey(key).setRangeEnd(key);
            case 6 -> between(history.key(), history.key());
            case 2, 7 -> request.setKey(key);
            default -> request.setKey(prefix).setRangeEnd(RealEtcd.endOfPrefix(prefix));
        };
    }

    /**
     * Backwards only inside one prefix: whether etcd permits a backward range from one permitted prefix to another depends on
     * how its interval tree has grown.
     */
    private static RangeRequest.Builder between(String one, String other) {
        boolean backwards = one.compareTo(other) > 0;
        boolean swap = backwards && !prefix(one).equals(prefix(other));
        return RangeRequest.newBuilder()
                .setKey(History.utf8(swap ? other : one))
                .setRangeEnd(History.utf8(swap ? one : other));
    }

    private static String prefix(String key) {
        return key.substring(0, key.lastIndexOf('/'));
    }

    private static RangeRequest translate(RangeRequest request, LongUnaryOperator revisions) {
        return request.toBuilder()
                .setRevision(revisions.applyAsLong(request.getRevision()))
                .setMinModRevision(revisions.applyAsLong(request.getMinModRevision()))
                .setMaxModRevision(revisions.applyAsLong(request.getMaxModRevision()))
                .setMinCreateRevision(revisions.applyAsLong(request.getMinCreateRevision()))
                .setMaxCreateRevision(revisions.applyAsLong(request.getMaxCreateRevision()))
                .build();
    }

    private static String text(KVGrpc.KVBlockingStub server, RangeRequest request, LongUnaryOperator revisions) {
        try {
            RangeResponse response = server.range(request);
            RangeResponse.Builder normal = response.toBuilder()
                    .clearKvs()
                    .setHeader(response.getHeader().toBuilder()
                            .clearClusterId()
                            .clearMemberId()
                            .clearRaftTerm()
                            .setRevision(
                                    revisions.applyAsLong(response.getHeader().getRevision())));
            List<KeyValue> found = hasTies(request.getSortTarget())
                    ? tiesByKey(response.getKvsList(), request.getSortTarget())
                    : response.getKvsList();
            found.forEach(kv -> normal.addKvs(normal(kv, revisions)));
            return normal.build().toString();
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
    }

    static KeyValue normal(KeyValue kv, LongUnaryOperator revisions) {
        return kv.toBuilder()
                .setCreateRevision(revisions.applyAsLong(kv.getCreateRevision()))
                .setModRevision(revisions.applyAsLong(kv.getModRevision()))
                .build();
    }
}
