package io.fleetmesh.contract;

/**
 * Whose a cluster ID is, or was: nobody else gets it as long as this stands, whether the member is there or not.
 *
 * @param member its member ID
 * @param clusterName Cilium's name of the cluster
 */
public record ClusterIdReservation(String profile, int clusterId, String member, String clusterName)
        implements FleetRecord {
    @Override
    public String key() {
        return key(profile, clusterId);
    }

    /** The key of an ID's reservation. */
    public static String key(String profile, int clusterId) {
        return profile + "/" + clusterId;
    }
}
