package io.fleetmesh.meshstore.grpc;

import io.grpc.Status;

/** etcd's own errors, word for word: clients compare the text. */
final class EtcdErrors {
    static final Status PERMISSION_DENIED = Status.PERMISSION_DENIED.withDescription("etcdserver: permission denied");
    static final Status EMPTY_KEY = Status.INVALID_ARGUMENT.withDescription("etcdserver: key is not provided");
    static final Status INVALID_SORT = Status.INVALID_ARGUMENT.withDescription("etcdserver: invalid sort option");
    static final Status COMPACTED =
            Status.OUT_OF_RANGE.withDescription("etcdserver: mvcc: required revision has been compacted");
    static final Status FUTURE =
            Status.OUT_OF_RANGE.withDescription("etcdserver: mvcc: required revision is a future revision");
    static final Status TOO_MANY = Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: too many requests");

    /** Not etcd's: its clients try again on this code. */
    static final Status NOT_LOADED = Status.UNAVAILABLE.withDescription("mesh-store: the view is not loaded yet");

    static final Status VIEW_ENDED = Status.UNAVAILABLE.withDescription("mesh-store: the view was replaced or removed");

    static final Status STOPPING = Status.UNAVAILABLE.withDescription("etcdserver: server stopped");

    static final String DUPLICATE_WATCH = "mvcc: duplicate watch ID provided on the WatchStream";
    static final String EMPTY_WATCH_RANGE = "mvcc: watcher range is empty";
    static final String DENIED_WATCH = "rpc error: code = PermissionDenied desc = etcdserver: permission denied";
    static final String TOO_MANY_WATCHES = "mesh-store: too many watches";
    static final String TOO_MANY_WATCHES_ON_STREAM = TOO_MANY_WATCHES + " on one stream";
    static final String TOO_MANY_WATCHES_ON_CONNECTION = TOO_MANY_WATCHES + " on one connection";

    private EtcdErrors() {}
}
