package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.meshstore.grpc.Connections.Connection;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Who calls. A connection that belongs to no cluster is refused every call. */
final class Caller implements ServerInterceptor {
    private static final Context.Key<Connection> CONNECTION = Context.key("fleetmesh-connection");

    private final StoreMeters meters;

    Caller(StoreMeters meters) {
        this.meters = meters;
    }

    /** The calling cluster; only within a call that came through this interceptor. */
    static String cluster() {
        return connection().cluster().orElseThrow();
    }

    /** The calling connection; only within a call, as {@link #cluster}. */
    static Connection connection() {
        return CONNECTION.get();
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
        Connection connection = Connections.of(call.getAttributes());
        if (connection == null || connection.cluster().isEmpty()) {
            meters.refused("identity");
            call.close(EtcdErrors.PERMISSION_DENIED, new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(CONNECTION, connection), call, headers, next);
    }
}
