package io.fleetmesh.benchmarks;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * The process whose watches are measured.
 *
 * @param prefix of the keys that change
 * @param client what a client brings, empty for plaintext
 */
record WatchedServer(ProcessHandle process, String endpoint, String prefix, Optional<Credentials> client) {

    /** A connection of its own. */
    ManagedChannel connect() throws IOException {
        URI address = URI.create(endpoint);
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(address.getHost(), address.getPort());
        if (client.isPresent()) {
            return builder.sslContext(client.get().client()).build();
        }
        return builder.usePlaintext().build();
    }
}
