package io.fleetmesh.contract;

/** What a record turned out to be. Readers switch over all of it; none of the cases may be dropped in silence. */
public sealed interface Decoded {

    record Known(FleetRecord body) implements Decoded {}

    /** No value: the key is gone. */
    record Tombstone() implements Decoded {}

    /** A name this release has never heard of. */
    record UnknownType(String type) implements Decoded {}

    /** A name that this release knows, in a version that it does not. */
    record UnknownVersion(String type) implements Decoded {}

    /** Not what its type says, or no type at all; {@code cause} says what was expected. */
    record Malformed(String cause) implements Decoded {}
}
