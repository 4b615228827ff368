package io.fleetmesh.contract.plan;

/** What a check came to; ascending in gravity. */
public enum Level {
    PASS,
    /** Somebody should look, or something is not known. */
    WARN,
    /** The plan cannot be applied unless somebody overrides the check. */
    FAIL;

    /** The graver of both. */
    public Level or(Level other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
