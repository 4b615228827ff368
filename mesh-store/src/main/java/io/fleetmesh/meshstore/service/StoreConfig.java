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
}
