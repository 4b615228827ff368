package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.KnownMember;
import java.io.IOException;

/** The way to members' APIs. */
@FunctionalInterface
public interface MemberSources {
    /**
     * Asks nothing yet.
     *
     * @throws IllegalArgumentException if what is known of the way cannot be used; the message says what was expected
     * @throws IOException if it cannot be read
     */
    MemberSource open(KnownMember member) throws IOException;
}
