package io.fleetmesh.meshstore.grpc;

import java.nio.file.Path;

/**
 * Where and how a store serves.
 *
 * @param port 0 for any free one
 * @param certificateChain PEM, the server's own certificate first
 * @param privateKey PEM, PKCS#8
 * @param trustedCa PEM, what client certificates must be signed by
 * @param clusterId etcd's cluster ID: fresh and random for every start, not 0, so that agents list anew
 * @param limits what one client may take
 */
public record StoreSettings(
        String host,
        int port,
        Path certificateChain,
        Path privateKey,
        Path trustedCa,
        long clusterId,
        StoreLimits limits) {

    public StoreSettings {
        if (clusterId == 0) {
            throw new IllegalArgumentException(
                    "StoreSettings.clusterId: expected anything but 0, which clients refuse");
        }
    }
}
