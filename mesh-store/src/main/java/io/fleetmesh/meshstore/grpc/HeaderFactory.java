package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.ResponseHeader;

/** The header that every response carries: agents pin the cluster ID of a connection's first one. */
final class HeaderFactory {
    /** Our term never changes: there is no election. */
    static final long RAFT_TERM = 2;

    private final long clusterId;

    HeaderFactory(long clusterId) {
        this.clusterId = clusterId;
    }

    /** One process is one member; the cluster ID is fresh for every start, and so is this. */
    long memberId() {
        return clusterId ^ 0x5DEECE66DL;
    }

    ResponseHeader at(long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setMemberId(memberId())
                .setRevision(revision)
                .setRaftTerm(RAFT_TERM)
                .build();
    }
}
