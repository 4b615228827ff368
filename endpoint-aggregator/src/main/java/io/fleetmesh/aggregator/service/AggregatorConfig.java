package io.fleetmesh.aggregator.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the endpoint aggregator is told. */
@ConfigMapping(prefix = "fleetmesh.aggregator")
public interface AggregatorConfig {
    /**
     * Whether a namespace without the annotation {@code clustermesh.cilium.io/global} is global, where the member's own
     * {@code clustermesh-default-global-namespace} does not say otherwise.
     */
    @WithDefault("true")
    boolean namespacesGlobalByDefault();

    /** Cilium's {@code max-connected-clusters}, 255 or 511, equal in all members. */
    @WithDefault("255")
    int maxConnectedClusters();
}
