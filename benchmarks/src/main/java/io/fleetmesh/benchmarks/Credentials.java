package io.fleetmesh.benchmarks;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;

/** PEM files of one side of a mutual TLS connection. */
record Credentials(Path authority, Path certificate, Path key) {
    /** As the fleet's authority lays them out. */
    static Credentials in(Path directory) {
        return new Credentials(directory.resolve("ca.crt"), directory.resolve("tls.crt"), directory.resolve("tls.key"));
    }

    SslContext client() throws IOException {
        return GrpcSslContexts.forClient()
                .trustManager(authority.toFile())
                .keyManager(certificate.toFile(), key.toFile())
                .build();
    }
}
