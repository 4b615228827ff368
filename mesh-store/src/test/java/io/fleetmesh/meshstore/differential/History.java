package io.fleetmesh.meshstore.differential;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.Change;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.grpc.Channel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random transactions, written to a view and to an etcd, and which revisions of the two are the same. */
final class History {
    static final List<String> PREFIXES = List.of(
            "cilium/cache/services/v1/east/",
            "cilium/cache/services/v1/north/",
            "cilium/cache/ip/v1/east/",
            "cilium/cluster-config/",
            "cilium/synced/");
    private static final int NAMES = 9;
    private static final int CHANGES = 5;

    /** A key's change, as watches see it. */
    record Step(long revision, Bytes key, boolean delete) {}

    private final Random random;
    private final ViewIndex view;
    private final ViewIndex sibling;
    private final KVGrpc.KVBlockingStub etcd;
    private final TreeSet<String> present = new TreeSet<>();
    private final NavigableMap<Long, Long> ours = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private int values;
    /** Where the kept window begins; 1 as long as nothing is forgotten. */
    private long compacted = 1;

    /**
     * An empty history.
     *
     * @param sibling another view of the same process: its commits leave gaps in the view's revisions
     */
    History(Random random, ViewIndex view, ViewIndex sibling, Channel etcd) {
        this.random = random;
        this.view = view;
        this.sibling = sibling;
        this.etcd = KVGrpc.newBlockingStub(etcd);
    }

    /** One transaction of some keys. */
    void commit() {
        if (random.nextInt(4) == 0) {
            var _ = sibling.commit(
                    List.of(new Change.Put(Bytes.of("cilium/x"), Bytes.of("" + values++))), Instant.EPOCH);
        }
        TreeSet<String> keys = new TreeSet<>();
        int wanted = 1 + random.nextInt(CHANGES);
        while (keys.size() < wanted) {
            keys.add(key());
        }
        List<Change> changes = new ArrayList<>();
        for (String key : keys) {
            if (present.contains(key) && random.nextInt(3) == 0) {
                present.remove(key);
                changes.add(new Change.Delete(Bytes.of(key)));
            } else {
                String value = "v" + values++ + "-".repeat(random.nextInt(300));
                present.add(key);
                changes.add(new Change.Put(Bytes.of(key), Bytes.of(value)));
            }
        }
        write(changes);
    }

    /** One transaction of these; each must change something, as the view writes nothing else. */
    void write(List<Change> changes) {
        var _ = view.commit(changes, Instant.EPOCH);
        TxnRequest.Builder there = TxnRequest.newBuilder();
        changes.forEach(change -> there.addSuccess(operation(change)));
        long theirs = etcd.txn(there.build()).getHeader().getRevision();
        ours.put(theirs, view.revision());
        changes.forEach(change -> steps.add(new Step(view.revision(), change.key(), change instanceof Change.Delete)));
        compactLikewise();
    }

    private static RequestOp operation(Change change) {
        ByteString key = ByteString.copyFrom(change.key().bytes());
        return switch (change) {
            case Change.Put put ->
                RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder()
                                .setKey(key)
                                .setValue(ByteString.copyFrom(put.value().bytes())))
                        .build();
            case Change.Delete _ ->
                RequestOp.newBuilder()
                        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
                        .build();
        };
    }

    /** What the view has forgotten, etcd forgets too. */
    private void compactLikewise() {
        if (view.compactRevision() > compacted) {
            compacted = view.compactRevision();
            long first = theirs(compacted);
            var _ = etcd.compact(CompactionRequest.newBuilder()
                    .setRevision(first)
                    .setPhysical(true)
                    .build());
        }
    }

    /** A key that is written now and then. */
    String key() {
        return PREFIXES.get(random.nextInt(PREFIXES.size())) + (char) ('a' + random.nextInt(NAMES));
    }

    /** Our revision of one of etcd's, which must be one of this history; 0 stays 0. */
    long ours(long theirs) {
        if (theirs == 0) {
            return 0;
        }
        Long known = ours.get(theirs);
        if (known == null) {
            throw new AssertionError("etcd speaks of revision " + theirs + ", which no transaction had");
        }
        return known;
    }

    /** etcd's revision of the first transaction at or after one of ours, 0 stays 0, what is to come stays so. */
    long theirs(long ourRevision) {
        if (ourRevision == 0) {
            return 0;
        }
        return ours.entrySet().stream()
                .filter(entry -> entry.getValue() >= ourRevision)
                .mapToLong(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> ours.lastKey() + ourRevision - view.revision());
    }

    /** etcd's revision of the last transaction at or before one of ours. */
    long theirsUpTo(long ourRevision) {
        return ours.entrySet().stream()
                .filter(entry -> entry.getValue() <= ourRevision)
                .mapToLong(Map.Entry::getKey)
                .max()
                .orElse(1);
    }

    /** A revision of some transaction, compacted or not. */
    long anyRevision() {
        List<Long> all = List.copyOf(ours.values());
        return all.get(random.nextInt(all.size()));
    }

    /** Whether it is the revision of the oldest transaction that is kept, after others were forgotten. */
    boolean isFirstKept(long revision) {
        return compacted > 1 && revision >= compacted && theirs(revision) == theirs(compacted);
    }

    /** Our revision of the oldest transaction that is kept. */
    long firstKept() {
        return ours(theirs(compacted));
    }

    long revision() {
        return view.revision();
    }

    long compactRevision() {
        return view.compactRevision();
    }

    List<Step> steps() {
        return steps;
    }

    static ByteString utf8(String text) {
        return ByteString.copyFrom(text, UTF_8);
    }
}
