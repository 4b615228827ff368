package io.fleetmesh.watcher.domain;

/** All that the watch of a member tells and asks. */
public interface MemberListener extends FamilyListener, InventoryListener {
    @Override
    boolean identified(String clusterUid);
}
