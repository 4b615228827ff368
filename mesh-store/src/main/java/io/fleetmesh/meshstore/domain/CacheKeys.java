package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.MeshFamily;

/** Keys as KVStoreMesh writes them for the agents of its own cluster; {@code docs} of Cilium call this the cache form. */
final class CacheKeys {
    static final Bytes HEARTBEAT = Bytes.of("cilium/.heartbeat");

    /** What the configurations of clusters begin with. */
    static final String CLUSTER_CONFIGS = "cilium/cluster-config/";
    /** What canaries begin with. */
    static final String CANARIES = "cilium/synced/";

    private CacheKeys() {}

    static Bytes clusterConfig(String cluster) {
        return Bytes.of(CLUSTER_CONFIGS + cluster);
    }

    /** What all entries of a family begin with, of whatever cluster. */
    static String prefix(MeshFamily family) {
        return "cilium/cache/" + family.segment() + "/v1/";
    }

    /** What all entries of a family begin with. */
    static String prefix(MeshFamily family, String cluster) {
        // Here alone, numbers stand below a level of their own.
        String level = family == MeshFamily.IDENTITIES ? "id/" : "";
        return prefix(family) + cluster + "/" + level;
    }

    /** @param name as in the mesh topic, such as {@code namespace/name} of a service */
    static Bytes entry(MeshFamily family, String cluster, String name) {
        return Bytes.of(prefix(family, cluster) + name);
    }

    /** What says that a family is complete; readers wait for it. */
    static Bytes canary(MeshFamily family, String cluster) {
        return Bytes.of(CANARIES + cluster + canaryEnd(family));
    }

    /** What follows the cluster's name in a canary. */
    static String canaryEnd(MeshFamily family) {
        return "/cilium/cache/" + family.segment() + "/v1";
    }
}
