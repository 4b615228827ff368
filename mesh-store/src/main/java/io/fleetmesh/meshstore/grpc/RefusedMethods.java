package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.WatchGrpc;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All of etcd's other calls: refused like a user's without that right. What etcd does not have is unimplemented, in the words
 * of etcd's gRPC library.
 */
final class RefusedMethods extends HandlerRegistry {
    private static final List<ServiceDescriptor> SERVICES = List.of(
            KVGrpc.getServiceDescriptor(),
            LeaseGrpc.getServiceDescriptor(),
            ClusterGrpc.getServiceDescriptor(),
            MaintenanceGrpc.getServiceDescriptor(),
            AuthGrpc.getServiceDescriptor());

    /** Those that etcd has got since the descriptors at hand were written. */
    private static final List<String> NEWER = List.of(
            "etcdserverpb.Lease/LeaseLeases",
            "etcdserverpb.Cluster/MemberPromote",
            "etcdserverpb.Maintenance/Downgrade",
            "etcdserverpb.Auth/AuthStatus");

    private static final Set<String> ETCDS = Stream.concat(
                    NEWER.stream(),
                    SERVICES.stream()
                            .flatMap(service -> service.getMethods().stream())
                            .map(MethodDescriptor::getFullMethodName))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> SERVICE_NAMES = Stream.concat(
                    Stream.of(WatchGrpc.SERVICE_NAME), SERVICES.stream().map(ServiceDescriptor::getName))
            .collect(Collectors.toUnmodifiableSet());

    private static final MethodDescriptor.Marshaller<InputStream> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            // The request is not looked at, and its buffer is not to outlive the call.
            return new ByteArrayInputStream(new byte[0]);
        }
    };

    private final StoreMeters meters;

    RefusedMethods(StoreMeters meters) {
        this.meters = meters;
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
        return ServerMethodDefinition.create(
                MethodDescriptor.newBuilder(BYTES, BYTES)
                        .setType(MethodDescriptor.MethodType.UNKNOWN)
                        .setFullMethodName(name)
                        .build(),
                ETCDS.contains(name) ? closeWith(EtcdErrors.PERMISSION_DENIED) : closeWith(unknown(name)));
    }

    private ServerCallHandler<InputStream, InputStream> closeWith(Status status) {
        return (ServerCall<InputStream, InputStream> call, Metadata _) -> {
            meters.refused("method");
            call.close(status, new Metadata());
            return new ServerCall.Listener<>() {};
        };
    }

    private static Status unknown(String name) {
        String service = name.substring(0, Math.max(name.lastIndexOf('/'), 0));
        String method = name.substring(name.lastIndexOf('/') + 1);
        return Status.UNIMPLEMENTED.withDescription(
                SERVICE_NAMES.contains(service)
                        ? "unknown method " + method + " for service " + service
                        : "unknown service " + service);
    }
}
