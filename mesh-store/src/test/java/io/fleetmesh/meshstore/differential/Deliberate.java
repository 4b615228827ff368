package io.fleetmesh.meshstore.differential;

/** Where the store answers otherwise than etcd on purpose. What is compared leaves out these, and only these. */
enum Deliberate {
    // Ranges
    TIES_BY_CHANCE(
            "etcd leaves the order of what sorts alike, and which of it a limit cuts, to its sort; the store keeps keys' order"),
    EVERYTHING_IS_READABLE("etcd refuses who asks for all with rights on a part; a view is all, so the store answers"),
    BACKWARDS("whether etcd permits a backward range out of a permitted prefix depends on how its tree has grown"),
    UNKNOWN_SORT("etcd before 3.6 dies of an unknown sort target, the store says what 3.6 says: not asked"),

    // Watches
    WATCHES_WITHOUT_END(
            "etcd 3.4 permits a watch from a permitted key without end, a mistake; the store refuses as newer ones do"),
    BATCHES(
            "a watch that is behind is told several transactions in a response, and a large response may be cut: where is free"),
    COMPACTED_NEIGHBOUR(
            "of the first kept revision etcd has lost the deletes and the previous values, which the store tells"),
    FREED_IDS("the ID of a watch that was told that its revision is compacted is free with the store, taken with etcd"),
    PROGRESS_WAITS(
            "the store answers when no watch is behind; etcd 3.4 at once, newer not while one is behind or yet to begin"),
    FINISHED_STREAMS("once a client will ask no more and has no watch, the store ends the stream, etcd keeps it"),
    NEGATIVE_START("etcd names the compact revision -1 if nothing is compacted, and since 3.6 refuses: not asked"),

    // Methods that are not served
    ANYBODY_MAY(
            "etcd asks for no right here; the store has no leases, members and transactions, and compacts by itself"),
    OTHER_WORDS(
            "etcd says UNKNOWN 'auth: permission denied', and since 3.6 what it says elsewhere, which the store says"),
    SERVICES_BESIDE("etcd serves locks, elections and gRPC's health check too; no agent calls them"),
    ALARMS_HAVE_A_HEADER(
            "etcd's list of alarms has none; clients that pin the cluster's ID want one in every response");

    private final String reason;

    Deliberate(String reason) {
        this.reason = reason;
    }

    @Override
    public String toString() {
        return name() + ": " + reason;
    }
}
