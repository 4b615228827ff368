package io.fleetmesh.meshstore.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.KeyValue;
import io.fleetmesh.meshstore.domain.RangeRead;
import java.util.List;

/**
 * What a Range is to be answered. Until its response is made it takes hardly any memory: its key-values are the view's own.
 *
 * @param count keys in the range, whatever the limit
 * @param keyValues in the order that was asked for
 * @param more whether the limit has cut some off
 */
record RangeAnswer(ResponseHeader header, long count, List<KeyValue> keyValues, boolean keysOnly, boolean more) {
    /** Header, count and flags. */
    private static final long FRAME = 64;
    /** A key-value's revisions and version, and the tags and lengths of all. */
    private static final long FIELDS = 48;

    static RangeAnswer of(RangeRequest request, RangeRead.Found found, ResponseHeader header) {
        if (request.getCountOnly()) {
            return new RangeAnswer(header, found.count(), List.of(), true, false);
        }
        List<KeyValue> ordered = RangeOrder.apply(request, found.keyValues());
        boolean more = request.getLimit() > 0 && ordered.size() > request.getLimit();
        List<KeyValue> wanted = more ? ordered.subList(0, (int) request.getLimit()) : ordered;
        return new RangeAnswer(header, found.count(), wanted, request.getKeysOnly(), more);
    }

    /** About what the response takes, and not less. */
    long bytes() {
        return FRAME
                + keyValues.stream()
                        .mapToLong(kv -> FIELDS + (keysOnly ? kv.key().length() : kv.size()))
                        .sum();
    }

    RangeResponse response() {
        RangeResponse.Builder response =
                RangeResponse.newBuilder().setHeader(header).setCount(count).setMore(more);
        keyValues.forEach(kv -> response.addKvs(message(kv)));
        return response.build();
    }

    private io.etcd.jetcd.api.KeyValue message(KeyValue kv) {
        return io.etcd.jetcd.api.KeyValue.newBuilder()
                .setKey(wrap(kv.key()))
                .setValue(keysOnly ? ByteString.EMPTY : wrap(kv.value()))
                .setCreateRevision(kv.createRevision())
                .setModRevision(kv.modRevision())
                .setVersion(kv.version())
                .build();
    }

    private static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.bytes());
    }
}
