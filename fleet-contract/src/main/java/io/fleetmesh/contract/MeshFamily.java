package io.fleetmesh.contract;

/** A kind of data that a member gives to the mesh, by Cilium's name of its prefix; each has a completeness of its own. */
public enum MeshFamily {
    /** Services and the backends of their EndpointSlices. */
    SERVICES("services"),
    NODES("nodes"),
    IDENTITIES("identities"),
    IPS("ip"),
    SERVICE_EXPORTS("serviceexports");

    private final String segment;

    MeshFamily(String segment) {
        this.segment = segment;
    }

    /** As in Cilium's keys and canaries, such as {@code ip} of {@code cilium/cache/ip/v1}. */
    public String segment() {
        return segment;
    }
}
