package io.fleetmesh.contract;

/** Names of record headers; CloudEvents attributes as in the Kafka protocol binding's binary mode. */
public final class Headers {
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String TIME = "ce_time";
    public static final String SUBJECT = "ce_subject";
    public static final String CONTENT_TYPE = "content-type";

    /** Decimal offset of the owner's {@link Claim}; the Claim itself carries none. */
    public static final String CLAIM = "fleetmesh_claim";

    /** On derived records: {@code topic/partition@offset} of the newest input they rest on, comma-separated. */
    public static final String INPUTS = "fleetmesh_inputs";

    /** Who stands behind a change, by name, also where the owner writes it again. Absent where nobody could ask for it: on facts, and what is folded from them. */
    public static final String ACTOR = "fleetmesh_actor";

    /**
     * Beside {@link #ACTOR}: how that one was authenticated, {@code certificate}, {@code token} or {@code loopback}; or why it is that
     * one: {@code discovery}, {@code plan}, {@code declaration}, {@code service}.
     */
    public static final String ACTOR_BY = "fleetmesh_actor_by";

    /** On approvals of exports that somebody gave or took back, and on tombstones of cluster IDs that somebody gave back: why. */
    public static final String REASON = "fleetmesh_reason";

    private Headers() {}
}
