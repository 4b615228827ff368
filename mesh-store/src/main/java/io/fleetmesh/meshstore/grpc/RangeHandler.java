package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/** {@code KV.Range}: each call in its turn. What may be refused without reading anything waits for nothing. */
final class RangeHandler implements ServerCalls.UnaryMethod<RangeRequest, RangeResponse> {
    private final RangeAnswers answers;
    private final StoreMeters meters;
    private final RangeSlots slots;

    RangeHandler(RangeAnswers answers, StoreMeters meters, RangeSlots slots) {
        this.answers = answers;
        this.meters = meters;
        this.slots = slots;
    }

    @Override
    public void invoke(RangeRequest request, StreamObserver<RangeResponse> observer) {
        if (!slots.enter()) {
            meters.refused("ranges");
            fail(observer, EtcdErrors.TOO_MANY);
            return;
        }
        try {
            answers.check(request);
            HeldResponse held = HeldResponse.of(Caller.connection());
            // Not the call's own handlers, which would have to wait for this method: its context ends with the call,
            // answered or cancelled.
            Context.current().addListener(_ -> held.release(), Runnable::run);
            serve(request, observer, held);
        } catch (StatusException e) {
            fail(observer, e.getStatus());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            fail(observer, EtcdErrors.STOPPING);
        } finally {
            slots.leave();
        }
    }

    private void serve(RangeRequest request, StreamObserver<RangeResponse> observer, HeldResponse held)
            throws StatusException, InterruptedException {
        slots.build();
        try {
            if (held.isReleased()) {
                return;
            }
            RangeResponse answer = answers.answer(request);
            if (held.awaitRoom(slots.bytes(), answer.getSerializedSize())) {
                observer.onNext(answer);
                observer.onCompleted();
                meters.range(Status.Code.OK);
            }
        } finally {
            slots.built();
        }
    }

    private void fail(StreamObserver<RangeResponse> observer, Status status) {
        meters.range(status.getCode());
        observer.onError(status.asException());
    }
}
