package io.fleetmesh.ctl;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the etcd of a native mesh is reached. */
final class EtcdOptions {
    @Option(
            names = "--etcd-endpoint",
            paramLabel = "URL",
            required = true,
            description =
                    "Of the member's clustermesh-apiserver, or of a store that KVStoreMesh fills: https://HOST:2379.")
    String endpoint = "";

    @Option(names = "--etcd-ca", paramLabel = "FILE", description = "CA of the endpoint, PEM.")
    @Nullable
    Path ca;

    @Option(names = "--etcd-cert", paramLabel = "FILE", description = "Client certificate, PEM.")
    @Nullable
    Path certificate;

    @Option(names = "--etcd-key", paramLabel = "FILE", description = "Its key, PEM, in PKCS#8.")
    @Nullable
    Path key;

    boolean usesTls() {
        return endpoint.startsWith("https:");
    }
}
