package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchCreateRequest.FilterType;

/**
 * What a client wants of a watch.
 *
 * @param wantedId the ID it chose, 0 for any
 */
record WatchOptions(
        long wantedId, boolean puts, boolean deletes, boolean previous, boolean progress, boolean fragments) {
    // Fields of etcd's protocol that the message type at hand does not name.
    private static final int WATCH_ID_FIELD = 7;
    private static final int FRAGMENT_FIELD = 8;

    static WatchOptions of(WatchCreateRequest request) {
        return new WatchOptions(
                number(request, WATCH_ID_FIELD),
                !request.getFiltersList().contains(FilterType.NOPUT),
                !request.getFiltersList().contains(FilterType.NODELETE),
                request.getPrevKv(),
                request.getProgressNotify(),
                number(request, FRAGMENT_FIELD) != 0);
    }

    private static long number(WatchCreateRequest request, int field) {
        return request.getUnknownFields().getField(field).getVarintList().stream()
                .reduce(0L, (_, last) -> last);
    }
}
