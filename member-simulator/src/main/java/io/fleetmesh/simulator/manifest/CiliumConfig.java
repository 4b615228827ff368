package io.fleetmesh.simulator.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;

/** The ConfigMap by which Cilium runs in a member; what it does not say has Cilium's defaults. */
public final class CiliumConfig {
    /** Where it is. */
    public static final Key KEY = new Key("kube-system", "cilium-config");

    /** Whether Cilium's operator gathers CiliumEndpoints in slices. */
    public static final String ENDPOINT_SLICES = "enable-cilium-endpoint-slice";

    private CiliumConfig() {}

    /** That of a member, as an installation with Cluster Mesh writes it. */
    public static ObjectNode of(String cluster, int clusterId, int maxConnectedClusters) {
        ObjectNode config =
                Json.object().put("apiVersion", Kind.CONFIG_MAP.apiVersion()).put("kind", Kind.CONFIG_MAP.kindName());
        config.putObject("metadata").put("name", KEY.name()).put("namespace", KEY.namespace());
        config.putObject("data")
                .put("cluster-name", cluster)
                .put("cluster-id", Integer.toString(clusterId))
                .put("max-connected-clusters", Integer.toString(maxConnectedClusters))
                .put("routing-mode", "tunnel")
                .put("tunnel-protocol", "vxlan")
                .put("ipam", "cluster-pool")
                .put("enable-ipv4", "true")
                .put("enable-ipv6", "false")
                .put("kube-proxy-replacement", "true")
                .put("cni-chaining-mode", "none")
                .put("identity-allocation-mode", "crd")
                .put("enable-wireguard", "false")
                .put("clustermesh-cache-ttl", "0s")
                .put("policy-default-local-cluster", "true")
                .put("clustermesh-default-global-namespace", "true")
                .put("clustermesh-enable-mcs-api", "false")
                .put(ENDPOINT_SLICES, "false");
        return config;
    }
}
