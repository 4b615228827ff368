package io.fleetmesh.kit.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How every service reaches Kafka. */
@ConfigMapping(prefix = "fleetmesh.kafka")
public interface KafkaConfig {
    /** Brokers to begin with, host:port, comma-separated. */
    @WithDefault("127.0.0.1:9092")
    String bootstrapServers();

    /** How long a silent process keeps its shards. */
    @WithDefault("10s")
    Duration sessionTimeout();

    /** Copies of each topic that is created; −1 leaves it to the brokers. */
    @WithDefault("-1")
    short replication();

    /**
     * Directory with {@code tls.crt}, {@code tls.key} and {@code ca.crt}, by which Kafka is reached over TLS with a client
     * certificate; without it as {@link #properties} say. Read when the service starts.
     */
    Optional<Path> credentials();

    /** Further client properties by Kafka's own names, for example security; they win over ours. */
    Map<String, String> properties();
}
