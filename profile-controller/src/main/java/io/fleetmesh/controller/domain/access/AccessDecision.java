package io.fleetmesh.controller.domain.access;

/** Whether somebody may. */
public sealed interface AccessDecision {

    /** Yes. */
    record Allowed() implements AccessDecision {}

    /**
     * No.
     *
     * @param needed what would do
     */
    record Denied(String reason, String needed) implements AccessDecision {
        /** One line for people. */
        public String text() {
            return reason + ": expected " + needed;
        }
    }

    default boolean allowed() {
        return this instanceof Allowed;
    }
}
