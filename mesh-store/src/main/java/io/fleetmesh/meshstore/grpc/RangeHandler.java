package io.fleetmesh.meshstore.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.KeyRange;
import io.fleetmesh.meshstore.domain.KeyValue;
import io.fleetmesh.meshstore.domain.RangeRead;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Semaphore;

/** {@code KV.Range}. Serializable or not is the same: one process is the whole truth. */
final class RangeHandler implements ServerCalls.UnaryMethod<RangeRequest, RangeResponse> {
    private final ViewGate gate;
    private final HeaderFactory headers;
    private final StoreMeters meters;
    private final RangeSlots slots;

    RangeHandler(ViewGate gate, HeaderFactory headers, StoreMeters meters, RangeSlots slots) {
        this.gate = gate;
        this.headers = headers;
        this.meters = meters;
        this.slots = slots;
    }

    @Override
    public void invoke(RangeRequest request, StreamObserver<RangeResponse> observer) {
        if (!slots.enter()) {
            fail(observer, EtcdErrors.TOO_MANY);
            return;
        }
        try {
            Semaphore ofConnection = Caller.ranges();
            ofConnection.acquire();
            Held held = new Held(ofConnection);
            ServerCallStreamObserver<RangeResponse> call = (ServerCallStreamObserver<RangeResponse>) observer;
            call.setOnCloseHandler(held::release);
            call.setOnCancelHandler(held::release);
            serve(request, call, held);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            fail(observer, EtcdErrors.STOPPING);
        } finally {
            slots.leave();
        }
    }

    private void serve(RangeRequest request, ServerCallStreamObserver<RangeResponse> call, Held held)
            throws InterruptedException {
        try {
            RangeResponse answer = answer(request);
            held.add(slots.acquire(answer.getSerializedSize()));
            if (call.isCancelled()) {
                held.release();
                return;
            }
            call.onNext(answer);
            call.onCompleted();
            meters.range(Status.Code.OK);
        } catch (StatusException e) {
            fail(call, e.getStatus());
        }
    }

    /** A response is held until the client has taken it, so that is how long it counts. */
    private final class Held {
        private final Semaphore ofConnection;
        private int units;
        private boolean released;

        Held(Semaphore ofConnection) {
            this.ofConnection = ofConnection;
        }

        synchronized void add(int more) {
            if (released) {
                slots.release(more);
            } else {
                units += more;
            }
        }

        synchronized void release() {
            if (!released) {
                released = true;
                ofConnection.release();
                slots.release(units);
            }
        }
    }

    private void fail(StreamObserver<RangeResponse> observer, Status status) {
        meters.range(status.getCode());
        observer.onError(status.asException());
    }

    private RangeResponse answer(RangeRequest request) throws StatusException {
        if (request.getKey().isEmpty()) {
            throw EtcdErrors.EMPTY_KEY.asException();
        }
        if (RangeOrder.isUnknown(request)) {
            throw EtcdErrors.INVALID_SORT.asException();
        }
        ViewIndex view = gate.view();
        KeyRange range = KeyRange.of(
                request.getKey().toByteArray(), request.getRangeEnd().toByteArray());
        if (!gate.mayRead(range)) {
            throw EtcdErrors.PERMISSION_DENIED.asException();
        }
        return switch (view.range(range, request.getRevision(), RangeOrder.readLimit(request))) {
            case RangeRead.Found found -> response(request, found);
            case RangeRead.Compacted _ -> throw EtcdErrors.COMPACTED.asException();
            case RangeRead.Future _ -> throw EtcdErrors.FUTURE.asException();
        };
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
