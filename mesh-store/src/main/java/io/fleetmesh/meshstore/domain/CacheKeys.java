package io.fleetmesh.meshstore.domain;

import java.util.List;

/** Keys as KVStoreMesh writes them for the agents of its own cluster; {@code docs} of Cilium call this the cache form. */
final class CacheKeys {
    static final Bytes HEARTBEAT = Bytes.of("cilium/.heartbeat");

    /**
     * The kinds of data whose canary an agent (the first four), an operator with MCS-API (service exports) or an agent of
     * 1.20 (endpoint slices) waits for. Those that we have no data of get a canary too: "there is none" is also complete.
     */
    private static final List<String> FAMILIES =
            List.of("nodes", "identities", "ip", "services", "serviceexports", "endpointslices");

    private CacheKeys() {}

    static Bytes clusterConfig(String cluster) {
        return Bytes.of("cilium/cluster-config/" + cluster);
    }

    static String servicePrefix(String cluster) {
        return "cilium/cache/services/v1/" + cluster + "/";
    }

    /** @param service {@code namespace/name} */
    static Bytes service(String cluster, String service) {
        return Bytes.of(servicePrefix(cluster) + service);
    }

    static List<Bytes> canaries(String cluster) {
        return FAMILIES.stream()
                .map(family -> Bytes.of("cilium/synced/" + cluster + "/cilium/cache/" + family + "/v1"))
                .toList();
    }
}
