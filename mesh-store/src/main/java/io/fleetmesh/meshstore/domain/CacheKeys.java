package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.MeshFamily;

/** Keys as KVStoreMesh writes them for the agents of its own cluster; {@code docs} of Cilium call this the cache form. */
final class CacheKeys {
    static final Bytes HEARTBEAT = Bytes.of("cilium/.heartbeat");

    private CacheKeys() {}

    static Bytes clusterConfig(String cluster) {
        return Bytes.of("cilium/cluster-config/" + cluster);
    }

    /** What all entries of a family begin with. */
    static String prefix(MeshFamily family, String cluster) {
        // Here alone, numbers stand below a level of their own.
        String level = family == MeshFamily.IDENTITIES ? "id/" : "";
        return "cilium/cache/" + family.segment() + "/v1/" + cluster + "/" + level;
    }

    /** @param name as in the mesh topic, such as {@code namespace/name} of a service */
    static Bytes entry(MeshFamily family, String cluster, String name) {
        return Bytes.of(prefix(family, cluster) + name);
    }

    /** What says that a family is complete; readers wait for it. */
    static Bytes canary(MeshFamily family, String cluster) {
        return Bytes.of("cilium/synced/" + cluster + "/cilium/cache/" + family.segment() + "/v1");
    }
}
