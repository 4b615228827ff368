package io.fleetmesh.meshstore.grpc;

import java.nio.file.Path;
import java.time.Duration;

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
        String host, int port, Path certificateChain, Path privateKey, Path trustedCa, long clusterId, Limits limits) {

    public StoreSettings {
        if (clusterId == 0) {
            throw new IllegalArgumentException(
                    "StoreSettings.clusterId: expected anything but 0, which clients refuse");
        }
    }

    /**
     * Bounds. The number of connections is bounded by the process's file descriptors only: an agent's connection costs
     * about as much as its TLS session and HTTP/2 windows, some tens of KiB.
     *
     * @param streamsPerConnection calls that are open at once on a connection
     * @param watchesPerStream watches on one stream
     * @param rangesInFlight range responses that are being made or sent at once, over all clients
     * @param fragmentBytes events of one response to a client that asked for fragments
     * @param progressInterval how often an idle watch that asked for it is told the revision
     */
    public record Limits(
            int streamsPerConnection,
            int watchesPerStream,
            int rangesInFlight,
            int fragmentBytes,
            Duration progressInterval) {

        public static Limits defaults() {
            return new Limits(256, 1024, 512, 1 << 20, Duration.ofMinutes(10));
        }
    }
}
