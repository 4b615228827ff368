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
        String cluster = Caller.cluster();
        if (!slots.enter(cluster)) {
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
            serve(request, observer, held, cluster);
        } catch (StatusException e) {
            fail(observer, e.getStatus());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            fail(observer, EtcdErrors.STOPPING);
        } finally {
            slots.leave(cluster);
        }
    }

    private void serve(RangeRequest request, StreamObserver<RangeResponse> observer, HeldResponse held, String cluster)
            throws StatusException, InterruptedException {
        // A page that is not the first: whoever has begun a list is to end it before what it reads is forgotten.
        boolean goesOn = request.getRevision() > 0;
        while (!held.isReleased()) {
            slots.turns().begin(cluster, goesOn);
            try {
                if (answer(request, observer, held, cluster)) {
                    return;
                }
            } finally {
                slots.turns().end();
            }
            held.awaitRoom();
            goesOn = true;
        }
    }

    /** Reads, and answers if there is room for what was read; what is read again may be newer. */
    private boolean answer(
            RangeRequest request, StreamObserver<RangeResponse> observer, HeldResponse held, String cluster)
            throws StatusException {
        if (held.isReleased()) {
            return true;
        }
        RangeAnswer answer = answers.read(request);
        if (!held.takeRoom(slots.bytes(), cluster, answer.bytes())) {
            return false;
        }
        observer.onNext(answer.response());
        observer.onCompleted();
        meters.range(Status.Code.OK);
        return true;
    }

    private void fail(StreamObserver<RangeResponse> observer, Status status) {
        meters.range(status.getCode());
        observer.onError(status.asException());
    }
}
