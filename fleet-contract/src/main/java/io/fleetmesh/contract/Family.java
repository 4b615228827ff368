package io.fleetmesh.contract;

/** A kind of object that a member holds; the first segment of every key in {@code fleetmesh.facts.<member>}. */
public enum Family {
    NAMESPACE("namespace"),
    SERVICE("service"),
    ENDPOINT_SLICE("endpointslice"),
    /** The ConfigMap {@code kube-system/cilium-config}: what it says decides which of the others are watched. */
    CILIUM_CONFIG("ciliumconfig"),
    /** The DaemonSet {@code kube-system/cilium}, which says what Cilium the member runs; it may be refused. */
    CILIUM_AGENT("ciliumagent"),
    CILIUM_NODE("ciliumnode"),
    CILIUM_IDENTITY("ciliumidentity"),
    /** Watched in members that do not run CiliumEndpointSlices. */
    CILIUM_ENDPOINT("ciliumendpoint"),
    /** Watched in members that run them, in place of CiliumEndpoints. */
    CILIUM_ENDPOINT_SLICE("ciliumendpointslice"),
    /** Watched in members with MCS-API. */
    SERVICE_EXPORT("serviceexport");

    private final String segment;

    Family(String segment) {
        this.segment = segment;
    }

    /** The key segment, in lower case. */
    public String segment() {
        return segment;
    }
}
