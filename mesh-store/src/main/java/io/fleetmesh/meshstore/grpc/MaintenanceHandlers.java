package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;

/** What people's tools ask: {@code endpoint status}, and the list of alarms, which {@code endpoint health} wants. */
final class MaintenanceHandlers {
    /** The release of etcd whose behaviour this server follows. */
    private static final String VERSION = "3.5.0";

    private final ViewGate gate;
    private final HeaderFactory headers;
    private final StoreMeters meters;

    MaintenanceHandlers(ViewGate gate, HeaderFactory headers, StoreMeters meters) {
        this.gate = gate;
        this.headers = headers;
        this.meters = meters;
    }

    void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        try {
            ViewIndex view = gate.view();
            long revision = view.revision();
            observer.onNext(StatusResponse.newBuilder()
                    .setHeader(headers.at(revision))
                    .setVersion(VERSION)
                    .setDbSize(view.liveBytes())
                    .setLeader(headers.memberId())
                    .setRaftIndex(revision)
                    .setRaftTerm(HeaderFactory.RAFT_TERM)
                    .build());
            observer.onCompleted();
        } catch (StatusException e) {
            observer.onError(e);
        }
    }

    void alarm(AlarmRequest request, StreamObserver<AlarmResponse> observer) {
        try {
            if (request.getAction() != AlarmRequest.AlarmAction.GET) {
                meters.refused("method");
                throw EtcdErrors.PERMISSION_DENIED.asException();
            }
            observer.onNext(AlarmResponse.newBuilder()
                    .setHeader(headers.at(gate.view().revision()))
                    .build());
            observer.onCompleted();
        } catch (StatusException e) {
            observer.onError(e);
        }
    }
}
