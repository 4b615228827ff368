package io.fleetmesh.contract;

/**
 * The first record a new owner of a partition writes. Its offset is the claim number that every record of that owner
 * carries in the header {@link Headers#CLAIM}; a reader ignores a record whose claim is lower than the newest before it.
 *
 * @param owner the process that claims, for people to read
 */
public record Claim(String owner) implements FleetRecord {
    /** One key per partition. */
    public static final String KEY = "claim";

    @Override
    public String key() {
        return KEY;
    }
}
