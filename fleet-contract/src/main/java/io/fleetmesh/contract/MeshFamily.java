package io.fleetmesh.contract;

/**
 * A kind of data that a member gives to the mesh, by Cilium's name of its prefix; each has a completeness of its own. In the
 * order in which agents are shown them: none before what it refers to.
 */
public enum MeshFamily {
    NODES("nodes"),
    IDENTITIES("identities"),
    /** Which identity has which address. */
    IPS("ip"),
    /** Services and the backends of their EndpointSlices. */
    SERVICES("services"),
    /** EndpointSlices as they are, for Cilium 1.20 and newer. */
    ENDPOINT_SLICES("endpointslices"),
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
