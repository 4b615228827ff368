package io.fleetmesh.aggregator.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the endpoint aggregator is told. */
@ConfigMapping(prefix = "fleetmesh.aggregator")
public interface AggregatorConfig {
    /** Cilium's {@code max-connected-clusters}, 255 or 511, equal in all members. */
    @WithDefault("255")
    int maxConnectedClusters();
}
