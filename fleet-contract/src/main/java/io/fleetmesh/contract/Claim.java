package io.fleetmesh.contract;

import java.util.Optional;

/**
 * The first record a new owner of a partition writes. Its offset is the claim number that every record of that owner
 * carries in the header {@link Headers#CLAIM}; a reader ignores a record whose claim is lower than the newest before it.
 *
 * @param owner the process that claims, for people to read
 * @param member the member in which it runs; absent of one that runs in the hub, and in records of earlier releases
 */
public record Claim(String owner, Optional<String> member) implements FleetRecord {
    /** One key per partition. */
    public static final String KEY = "claim";

    /** By one that runs in the hub. */
    public Claim(String owner) {
        this(owner, Optional.empty());
    }

    @Override
    public String key() {
        return KEY;
    }
}
