package io.fleetmesh.kit.messaging;

/** A name of a process that the next one has, too, however the one before has ended: Kafka's groups know it again by that. */
public interface LastingName {
    /** Letters, digits and hyphens. */
    String text();

    /** Another process that runs has it, too: the next start of this one has another. Safe on any thread. */
    void giveUp();
}
