package io.fleetmesh.meshstore.differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.WatchCancelRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchCreateRequest.FilterType;
import io.etcd.jetcd.api.WatchProgressRequest;
import io.etcd.jetcd.api.WatchRequest;
import java.util.List;

/**
 * A watch to ask for.
 *
 * @param id 0 for any
 * @param start in the store's revisions, 0 for now
 */
record WatchAsk(
        ByteString key,
        ByteString end,
        long id,
        long start,
        boolean previous,
        boolean fragments,
        boolean notified,
        List<FilterType> filters) {
    // Fields of etcd's protocol that the message type at hand does not name.
    private static final int WATCH_ID_FIELD = 7;
    private static final int FRAGMENT_FIELD = 8;

    WatchAsk {
        filters = List.copyOf(filters);
    }

    /** From now on, without anything special. */
    static WatchAsk of(ByteString key, ByteString end) {
        return new WatchAsk(key, end, 0, 0, false, false, false, List.of());
    }

    WatchAsk withId(long chosen) {
        return new WatchAsk(key, end, chosen, start, previous, fragments, notified, filters);
    }

    WatchAsk from(long revision) {
        return new WatchAsk(key, end, id, revision, previous, fragments, notified, filters);
    }

    WatchAsk withPrevious() {
        return new WatchAsk(key, end, id, start, true, fragments, notified, filters);
    }

    WatchAsk inFragments() {
        return new WatchAsk(key, end, id, start, previous, true, notified, filters);
    }

    WatchAsk withProgress() {
        return new WatchAsk(key, end, id, start, previous, fragments, true, filters);
    }

    WatchAsk without(FilterType... some) {
        return new WatchAsk(key, end, id, start, previous, fragments, notified, List.of(some));
    }

    WatchRequest request() {
        UnknownFieldSet.Builder unnamed = UnknownFieldSet.newBuilder();
        if (id != 0) {
            unnamed.addField(WATCH_ID_FIELD, varint(id));
        }
        if (fragments) {
            unnamed.addField(FRAGMENT_FIELD, varint(1));
        }
        return WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(key)
                        .setRangeEnd(end)
                        .setStartRevision(start)
                        .setPrevKv(previous)
                        .setProgressNotify(notified)
                        .addAllFilters(filters)
                        .setUnknownFields(unnamed.build()))
                .build();
    }

    static WatchRequest cancel(long id) {
        return WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
                .build();
    }

    static WatchRequest progress() {
        return WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build();
    }

    private static UnknownFieldSet.Field varint(long value) {
        return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
    }
}
