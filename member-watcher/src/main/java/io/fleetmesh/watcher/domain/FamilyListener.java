package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.Family;
import java.util.Optional;

/** What the watch of a member's families tells and asks. Called from one thread per family; must return soon. */
public interface FamilyListener {
    /** The UID of the {@code kube-system} that answers; false if it is another cluster than the recorded one. */
    boolean identified(String clusterUid);

    /** A list succeeded; why it is not believed, empty if it is. */
    Optional<Trouble> listed(FamilySnapshot list);

    /** A watch said this at {@code resourceVersion}. */
    void observed(Family family, Observation observation, String resourceVersion);

    /** The family has come to {@code resourceVersion} with no more to say. */
    void progressed(Family family, String resourceVersion);

    /** A watch is open, or the member refuses what it need not give. */
    void watching(Family family);

    void failed(Family family, Trouble trouble);

    /** An object could not become a fact. */
    void unmappable(Family family, Unmappable problem);

    /** Whether the family is to be listed and watched now; one that is not is left alone. */
    boolean wants(Family family);

    /** Whether the next turn should list again although the watch could go on. */
    boolean wantsList(Family family);
}
