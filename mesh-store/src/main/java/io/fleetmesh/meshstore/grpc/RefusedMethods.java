package io.fleetmesh.meshstore.grpc;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All of etcd's other calls: refused like a user's without that right. What etcd does not have is unimplemented. */
final class RefusedMethods extends HandlerRegistry {
    private static final String ETCD = "etcdserverpb.";

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

    private final ServerCallHandler<InputStream, InputStream> refuse;

    RefusedMethods(StoreMeters meters) {
        refuse = (ServerCall<InputStream, InputStream> call, Metadata _) -> {
            meters.refused("method");
            call.close(EtcdErrors.PERMISSION_DENIED, new Metadata());
            return new ServerCall.Listener<>() {};
        };
    }

    @Override
    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
        return Optional.of(name)
                .filter(method -> method.startsWith(ETCD))
                .map(method -> ServerMethodDefinition.create(
                        MethodDescriptor.newBuilder(BYTES, BYTES)
                                .setType(MethodDescriptor.MethodType.UNKNOWN)
                                .setFullMethodName(method)
                                .build(),
                        refuse))
                .orElse(null);
    }
}
