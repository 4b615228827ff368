package io.fleetmesh.slicecodec;

import io.fleetmesh.sliceproto.ClusterEndpointSlice;

/** What the value of an endpoint slice turned out to be. */
public sealed interface DecodedSlice {
    /** A slice. What it says has not been checked. */
    record Slice(ClusterEndpointSlice slice) implements DecodedSlice {}

    /** Nothing that may be read; {@code why} names the bound, or what is broken. */
    record Refused(String why) implements DecodedSlice {}
}
