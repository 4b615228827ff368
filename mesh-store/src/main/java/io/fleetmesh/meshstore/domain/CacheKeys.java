package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.MeshFamily;
import java.util.List;

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

    /**
     * What says that a family is complete; readers wait for it. An agent of 1.20 waits for that of endpoint slices, too, of
     * which we write none beside services: it goes with theirs.
     */
    static List<Bytes> canaries(MeshFamily family, String cluster) {
        Bytes own = canary(family.segment(), cluster);
        return family == MeshFamily.SERVICES ? List.of(own, canary("endpointslices", cluster)) : List.of(own);
    }

    private static Bytes canary(String segment, String cluster) {
        return Bytes.of("cilium/synced/" + cluster + "/cilium/cache/" + segment + "/v1");
    }
}
