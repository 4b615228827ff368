package io.fleetmesh.simulation;

/** A promise of the surroundings or a step of the protocol that is broken on purpose: the invariants must notice. */
enum Mutation {
    NONE,
    /** Readers take every record, whoever had the partition when it was written. */
    CLAIMS_IGNORED,
    /** Readers miss what an identity is. */
    IDENTITIES_MISSED,
    /** A list that is refused counts as an empty one. */
    REFUSAL_IS_EMPTY,
    /** A fold ends before the log's end. */
    CAUGHT_UP_AT_ONCE,
    /** Compaction drops a tombstone as soon as it sees it. */
    TOMBSTONES_DROPPED,
    /** Compaction drops a record as soon as it is superseded, be it by one that is void. */
    SUPERSEDED_DROPPED,
    /** The broker swaps records of one writer. */
    WRITES_REORDERED,
    /** A record is stored a second time after what its writer sent later: what an idempotent producer rules out. */
    RETRIED_OUT_OF_ORDER,
    /** The API answers with an older state, under a new resource version. */
    OLD_STATE_UNDER_A_NEW_VERSION,
    /** A reader does not hear that what it has read was cut off. */
    CUT_UNNOTICED,
    /** Stores are restarted as soon as an older log is accepted, and not when it is filled again. */
    RESTARTED_AT_ONCE,
    /** A replica of the store hears nothing of how far the other is. */
    SIBLINGS_UNHEARD
}
