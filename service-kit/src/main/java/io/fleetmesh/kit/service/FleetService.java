package io.fleetmesh.kit.service;

/**
 * One service of Fleetmesh. Its module has exactly one bean of this type; the same bean runs in a process of its own and
 * beside the others in one JVM (docs/decisions/0001).
 */
public interface FleetService {

    /** The module's name, unique in a process; what {@code fleetmesh.services} selects by. */
    String name();

    /**
     * Begins to work and returns; waits for nothing outside the process. Called once.
     *
     * @throws IllegalArgumentException if the configuration cannot work; the message names the key and what to do
     */
    void start();

    /** Ends the work in good order and returns when it has ended. Called once, after {@link #start}. */
    void stop();

    /** How it is now. Thread-safe, answers at once. */
    ServiceStatus status();
}
