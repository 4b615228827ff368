package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.RangeRequest;
import io.fleetmesh.meshstore.domain.KeyRange;
import io.fleetmesh.meshstore.domain.RangeRead;
import io.grpc.StatusException;

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

    /** Reads what has been checked, from the view that the caller has now. */
    RangeAnswer read(RangeRequest request) throws StatusException {
        return switch (gate.view().range(range(request), request.getRevision(), RangeOrder.readLimit(request))) {
            case RangeRead.Found found -> RangeAnswer.of(request, found, headers.at(found.revision()));
            case RangeRead.Compacted _ -> throw EtcdErrors.COMPACTED.asException();
            case RangeRead.Future _ -> throw EtcdErrors.FUTURE.asException();
        };
    }

    private static KeyRange range(RangeRequest request) {
        return KeyRange.of(request.getKey().toByteArray(), request.getRangeEnd().toByteArray());
    }
}
