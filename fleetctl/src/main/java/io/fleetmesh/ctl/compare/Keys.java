package io.fleetmesh.ctl.compare;

import io.fleetmesh.contract.MeshFamily;

/**
 * Where a cluster's entries are: in the store of its own clustermesh-apiserver (state form), or in one that KVStoreMesh fills
 * (cache form), where ours are, too.
 */
public final class Keys {
    private Keys() {}

    /** Its configuration, in both forms. */
    public static String config(String cluster) {
        return "cilium/cluster-config/" + cluster;
    }

    /** What the keys of a family begin with in cache form. */
    public static String cache(MeshFamily family, String cluster) {
        String level = family == MeshFamily.IDENTITIES ? "id/" : "";
        return "cilium/cache/" + family.segment() + "/v1/" + cluster + "/" + level;
    }

    /** The same in state form: the store's own cluster is not named where Cilium knows only one. */
    public static String state(MeshFamily family, String cluster) {
        String scope = switch (family) {
            case IDENTITIES -> "id";
            case IPS -> "default";
            default -> cluster;
        };
        return "cilium/state/" + family.segment() + "/v1/" + scope + "/";
    }
}
