package io.fleetmesh.meshstore.differential;

import com.google.protobuf.TextFormat;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.Channel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongUnaryOperator;

/** A range asked of both servers at the same time, and what is compared of the answers: every field. */
final class RangeQuestion {
    private static final long PATIENCE_SECONDS = 20;

    private final RangeRequest request;
    private final History history;
    private final Future<RangeResponse> ours;
    private final Future<RangeResponse> theirs;

    /**
     * Asks.
     *
     * @param request in the store's revisions
     */
    RangeQuestion(RangeRequest request, RangeRequest translated, History history, Channel store, Channel etcd) {
        this.request = request;
        this.history = history;
        this.ours = KVGrpc.newFutureStub(store).range(request);
        this.theirs = KVGrpc.newFutureStub(etcd).range(translated);
    }

    /** The store's answer. */
    List<String> said() {
        return answer(ours, LongUnaryOperator.identity());
    }

    /** etcd's answer, in the store's revisions. */
    List<String> expected() {
        return answer(theirs, history::ours);
    }

    RangeRequest request() {
        return request;
    }

    private List<String> answer(Future<RangeResponse> answer, LongUnaryOperator revisions) {
        try {
            return lines(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS), revisions);
        } catch (ExecutionException e) {
            Status status = Status.fromThrowable(e);
            return List.of(status.getCode() + " " + status.getDescription());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("no answer to " + request, e);
        }
    }

    private List<String> lines(RangeResponse response, LongUnaryOperator revisions) {
        RangeResponse.Builder rest = response.toBuilder().clearKvs();
        rest.getHeaderBuilder()
                .clearClusterId()
                .clearMemberId()
                .setRevision(revisions.applyAsLong(response.getHeader().getRevision()));
        List<String> lines = new ArrayList<>();
        lines.add(rest.build().toString());
        lines.add("identified: "
                + (response.getHeader().getClusterId() != 0
                        && response.getHeader().getMemberId() != 0));
        List<KeyValue> found = response.getKvsList().stream()
                .map(kv -> Ranges.normal(kv, revisions))
                .toList();
        lines.addAll(isByKey() ? texts(found) : groups(found, response.getMore()));
        return lines;
    }

    private boolean isByKey() {
        return request.getSortTarget() == RangeRequest.SortTarget.KEY;
    }

    private static List<String> texts(List<KeyValue> found) {
        return found.stream().map(KeyValue::toString).toList();
    }

    /** {@link Deliberate#TIES_BY_CHANCE}: each group of ties as a set, and of the one that a limit cuts the size. */
    private List<String> groups(List<KeyValue> found, boolean cut) {
        List<String> groups = new ArrayList<>();
        for (int from = 0; from < found.size(); ) {
            int to = from + 1;
            while (to < found.size() && sortValue(found.get(to)).equals(sortValue(found.get(from)))) {
                to++;
            }
            Set<String> group = new TreeSet<>(texts(found.subList(from, to)));
            groups.add(cut && to == found.size() ? sortValue(found.get(from)) + " times " + group.size() : "" + group);
            from = to;
        }
        return groups;
    }

    private String sortValue(KeyValue kv) {
        return switch (request.getSortTarget()) {
            case VERSION -> "" + kv.getVersion();
            case CREATE -> "" + kv.getCreateRevision();
            case MOD -> "" + kv.getModRevision();
            case VALUE -> TextFormat.escapeBytes(kv.getValue());
            case KEY, UNRECOGNIZED -> TextFormat.escapeBytes(kv.getKey());
        };
    }
}
