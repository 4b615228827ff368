package io.fleetmesh.meshstore.grpc;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;

/** Counts connections that are past their handshake. */
final class ConnectionCount extends ServerTransportFilter {
    private final StoreMeters meters;

    ConnectionCount(StoreMeters meters) {
        this.meters = meters;
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        meters.connections(1);
        return attributes;
    }

    @Override
    public void transportTerminated(Attributes attributes) {
        meters.connections(-1);
    }
}
