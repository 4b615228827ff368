package io.fleetmesh.contract;

/**
 * A cluster as Fleetmesh knows it.
 *
 * @param id immutable
 * @param profile the network profile that admitted it
 * @param clusterName Cilium's name, unique in the profile
 * @param clusterId Cilium's ID, unique in the profile, 1 to 255 or 511
 */
public record Member(String id, String profile, String clusterName, int clusterId) implements FleetRecord {
    @Override
    public String key() {
        return id;
    }
}
