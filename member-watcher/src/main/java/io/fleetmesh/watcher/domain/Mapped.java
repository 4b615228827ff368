package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.MemberFact;
import java.util.Optional;

/** What became of one object of a member. */
public sealed interface Mapped {
    record Known(MemberFact fact) implements Mapped {}

    /**
     * An object that is there and says nothing we can use.
     *
     * @param key the object's key; empty if not even its name could be read
     */
    record Bad(Optional<String> key, Unmappable problem) implements Mapped {}

    /** An object whose name, or namespace, none can have: it has no key, and is no other object under a wrong one. */
    record Misnamed(Unmappable problem) implements Mapped {}
}
