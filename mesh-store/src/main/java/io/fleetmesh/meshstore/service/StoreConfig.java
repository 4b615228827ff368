package io.fleetmesh.meshstore.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** What the mesh store is told. */
@ConfigMapping(prefix = "fleetmesh.store")
public interface StoreConfig {
    /** The address that agents reach. */
    @WithDefault("127.0.0.1")
    String host();

    /** Where agents connect: etcd's own port unless set. */
    @WithDefault("2379")
    int port();

    /**
     * Directory with {@code tls.crt}, {@code tls.key} and {@code ca.crt}; it may come later, nothing is served before, and
     * be replaced, which holds for new connections within a minute. Agents must bring a certificate that the CA has signed.
     */
    Path credentials();

    /** The network profile whose views are served. */
    @WithDefault("default")
    String profile();

    /** How often the heartbeat key changes; agents reconnect when it stands still for two minutes. */
    @WithDefault("20s")
    Duration heartbeat();

    /** What all clients together, and each of them, may take. */
    Connections connections();

    /** See {@link #connections}. */
    Ranges ranges();

    /** Bounds on connections. */
    interface Connections {
        /** Open at once; one over it is closed before its handshake. */
        @WithDefault("20000")
        int open();

        /** Open at once from one address: a node's agent has one for each peer, and so has the operator. */
        @WithDefault("2048")
        int perAddress();

        /** New ones that are taken up in a second; more wait. */
        @WithDefault("1000")
        int handshakesPerSecond();
    }

    /** Bounds on lists. */
    interface Ranges {
        /** Bytes of responses that are held at once; further calls wait. */
        @WithDefault("67108864")
        long bytes();

        /** Calls that may wait; one more is refused, and its client tries again. */
        @WithDefault("20000")
        int waiting();
    }
}
