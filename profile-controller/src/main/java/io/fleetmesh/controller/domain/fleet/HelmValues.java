package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of Cilium's Helm chart (1.18 to 1.20) that a cluster's installation needs to be part of a profile, as a file of values
 * has them: maps in maps, with numbers, booleans and texts in them. All that is not named is the cluster's own affair.
 */
public final class HelmValues {
    private final Map<String, Object> values = new TreeMap<>();

    private HelmValues() {}

    /** Of a cluster that is, or is to be, called so. */
    public static Map<String, Object> of(String clusterName, int clusterId, NetworkProfileSpec profile) {
        HelmValues values = new HelmValues();
        values.put(clusterName, "cluster", "name");
        values.put(clusterId, "cluster", "id");
        // Helm would otherwise own the Secret that tells agents where their peers are.
        values.put(false, "clustermesh", "config", "enabled");
        profile.cilium().ifPresent(values::settings);
        return values.values;
    }

    private void settings(CiliumSettings settings) {
        settings.maxConnectedClusters().ifPresent(most -> put(most, "clustermesh", "maxConnectedClusters"));
        settings.routingMode().ifPresent(mode -> put(lower(mode), "routingMode"));
        settings.tunnelProtocol().ifPresent(protocol -> put(lower(protocol), "tunnelProtocol"));
        settings.policyDefaultLocalCluster().ifPresent(local -> put(local, "clustermesh", "policyDefaultLocalCluster"));
        settings.encryption().ifPresent(encryption -> {
            boolean on = encryption != NetworkProfileSpec.Encryption.NONE;
            put(on, "encryption", "enabled");
            if (on) {
                put(lower(encryption), "encryption", "type");
            }
        });
    }

    @SuppressWarnings("unchecked") // Whatever is no leaf was made here.
    private void put(Object value, String... path) {
        Map<String, Object> at = values;
        for (int i = 0; i < path.length - 1; i++) {
            at = (Map<String, Object>) at.computeIfAbsent(path[i], _ -> new TreeMap<String, Object>());
        }
        at.put(path[path.length - 1], value);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
