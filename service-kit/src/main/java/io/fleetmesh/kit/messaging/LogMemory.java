package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.Incarnation;
import java.util.Optional;

/** What a service remembers of the log from one life to the next. */
public interface LogMemory {

    /** The incarnation that was read last, empty if none ever was. */
    Optional<Incarnation> remembered();

    /** Remembers {@code incarnation} in place of the one before, from the next start on if that can be. */
    void remember(Incarnation incarnation);
}
