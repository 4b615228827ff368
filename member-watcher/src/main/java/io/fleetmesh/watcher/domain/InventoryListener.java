package io.fleetmesh.watcher.domain;

import java.util.Optional;

/** What is asked about a member beside its families. Called from one thread; must return soon. */
public interface InventoryListener {
    /** What should be looked at now; empty if nothing is due. */
    Optional<Survey> due();

    /** The UID of the {@code kube-system} that answers; false if it is another cluster than the recorded one. */
    boolean identified(String clusterUid);

    /** The cluster that was identified said this, and was the same one before and after. */
    void looked(Inventory seen);
}
