package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.Family;
import java.util.Set;

/** The API of one member: asked by nobody but its watch. Thread-safe. */
public interface MemberSource extends AutoCloseable {

    /** What is listed and watched. */
    Set<Family> families();

    /**
     * Begins to list and watch each family, and to look at the rest when that is due; {@code listener} hears of everything,
     * each family on one thread and the rest on another.
     */
    void begin(MemberListener listener);

    /**
     * What {@link FamilyListener#wants} says of these families has changed: it is asked again soon, and so is what else is due.
     * Returns at once.
     */
    void reconsider(Set<Family> families);

    /** Whether all that has begun still runs; false after {@link #close} or a broken invariant. */
    boolean alive();

    /** Ends it: the listener may hear of what is under way, but of nothing begun later. Returns at once. */
    @Override
    void close();
}
