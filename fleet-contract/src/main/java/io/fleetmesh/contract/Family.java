package io.fleetmesh.contract;

/** A kind of object that a member holds; the first segment of every key in {@code fleetmesh.facts.<member>}. */
public enum Family {
    NAMESPACE("namespace"),
    SERVICE("service"),
    ENDPOINT_SLICE("endpointslice");

    private final String segment;

    Family(String segment) {
        this.segment = segment;
    }

    /** The key segment, in lower case. */
    public String segment() {
        return segment;
    }
}
