package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.Collection;
import java.util.Set;

/** What the member's facts hold now. */
public interface Holds {
    /** Keys of this family's objects. */
    Set<String> keys(Family family);

    /** Facts of this family's objects; costs a read of all of them. */
    Collection<MemberFact> facts(Family family);

    /** Whether just this fact is held. */
    boolean holds(MemberFact fact);
}
