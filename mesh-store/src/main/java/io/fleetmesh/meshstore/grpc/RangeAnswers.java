package io.fleetmesh.meshstore.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.KeyRange;
import io.fleetmesh.meshstore.domain.KeyValue;
import io.fleetmesh.meshstore.domain.RangeRead;
import io.grpc.StatusException;
import java.util.List;

/** What a Range is answered. Serializable or not is the same: one process is the whole truth. */
final class RangeAnswers {
    private final ViewGate gate;
    private final HeaderFactory headers;

    RangeAnswers(ViewGate gate, HeaderFactory headers) {
        this.gate = gate;
        this.headers = headers;
    }

    /** Refuses what can be refused without reading. */
    void check(RangeRequest request) throws StatusException {
        if (request.getKey().isEmpty()) {
            throw EtcdErrors.EMPTY_KEY.asException();
        }
        if (RangeOrder.isUnknown(request)) {
            throw EtcdErrors.INVALID_SORT.asException();
        }
        var _ = gate.view();
        if (!gate.mayRead(range(request))) {
            throw EtcdErrors.PERMISSION_DENIED.asException();
        }
    }

    /** Answers what has been checked, from the view that the caller has now. */
    RangeResponse answer(RangeRequest request) throws StatusException {
        return switch (gate.view().range(range(request), request.getRevision(), RangeOrder.readLimit(request))) {
            case RangeRead.Found found -> response(request, found);
            case RangeRead.Compacted _ -> throw EtcdErrors.COMPACTED.asException();
            case RangeRead.Future _ -> throw EtcdErrors.FUTURE.asException();
        };
    }

    private static KeyRange range(RangeRequest request) {
        return KeyRange.of(request.getKey().toByteArray(), request.getRangeEnd().toByteArray());
    }

    private RangeResponse response(RangeRequest request, RangeRead.Found found) {
        RangeResponse.Builder response = RangeResponse.newBuilder()
                .setHeader(headers.at(found.revision()))
                .setCount(found.count());
        if (!request.getCountOnly()) {
            List<KeyValue> ordered = RangeOrder.apply(request, found.keyValues());
            boolean more = request.getLimit() > 0 && ordered.size() > request.getLimit();
            ordered.stream()
                    .limit(more ? request.getLimit() : ordered.size())
                    .forEach(kv -> response.addKvs(message(kv, request.getKeysOnly())));
            response.setMore(more);
        }
        return response.build();
    }

    private static io.etcd.jetcd.api.KeyValue message(KeyValue kv, boolean keyOnly) {
        return io.etcd.jetcd.api.KeyValue.newBuilder()
                .setKey(wrap(kv.key()))
                .setValue(keyOnly ? ByteString.EMPTY : wrap(kv.value()))
                .setCreateRevision(kv.createRevision())
                .setModRevision(kv.modRevision())
                .setVersion(kv.version())
                .build();
    }

    private static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.bytes());
    }
}
