package io.fleetmesh.authority.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the certificate authority is told. */
@ConfigMapping(prefix = "fleetmesh.authority")
public interface AuthorityConfig {
    /** Where the authority's key and certificate are; made if they are not there. The owner's alone. */
    Path directory();

    /** Where issued certificates go with their keys: {@code <member>/current} and {@code store/current}. */
    Path output();

    /** How long a new authority lasts. */
    @WithDefault("3650d")
    Duration authorityValidity();

    /** How long what it issues lasts, renewed when a third is left. */
    @WithDefault("90d")
    Duration validity();

    /**
     * Names of people who get a client certificate for the API, {@code _operators/NAME/current}. Who is taken off the list keeps
     * what was issued until it expires, and its roles until somebody takes them away.
     */
    Optional<Set<String>> operators();

    /** DNS names under which operators reach the API. */
    @WithDefault("localhost")
    List<String> apiNames();

    /** Addresses under which operators reach the API. */
    @WithDefault("127.0.0.1,::1")
    List<String> apiAddresses();

    /** DNS names under which agents reach the mesh store. */
    @WithDefault("localhost")
    List<String> storeNames();

    /** Addresses under which agents reach the mesh store. */
    @WithDefault("127.0.0.1,::1")
    List<String> storeAddresses();

    /**
     * Where certificates for Kafka go with their keys: {@code broker/current}, {@code services/<service>/current},
     * {@code members/<member>/current}; none are issued without it.
     */
    Optional<Path> busOutput();

    /** DNS names under which Kafka's brokers are reached. */
    @WithDefault("localhost")
    List<String> brokerNames();

    /** Addresses under which Kafka's brokers are reached. */
    @WithDefault("127.0.0.1,::1")
    List<String> brokerAddresses();
}
