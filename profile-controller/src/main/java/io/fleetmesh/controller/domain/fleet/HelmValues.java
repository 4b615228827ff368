package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of Cilium's Helm chart (1.18 to 1.20) that a cluster's installation needs to be part of a profile, by their dotted
 * names; all that is not named is the cluster's own affair.
 */
public final class HelmValues {
    private HelmValues() {}

    /** Of a cluster that is, or is to be, called so. */
    public static Map<String, String> of(String clusterName, int clusterId, NetworkProfileSpec profile) {
        Map<String, String> values = new TreeMap<>();
        values.put("cluster.name", clusterName);
        values.put("cluster.id", Integer.toString(clusterId));
        // Helm would otherwise own the Secret that tells agents where their peers are.
        values.put("clustermesh.config.enabled", "false");
        profile.cilium().ifPresent(settings -> settings(settings, values));
        return values;
    }

    private static void settings(CiliumSettings settings, Map<String, String> values) {
        settings.maxConnectedClusters()
                .ifPresent(most -> values.put("clustermesh.maxConnectedClusters", Integer.toString(most)));
        settings.routingMode().ifPresent(mode -> values.put("routingMode", lower(mode)));
        settings.tunnelProtocol().ifPresent(protocol -> values.put("tunnelProtocol", lower(protocol)));
        settings.policyDefaultLocalCluster()
                .ifPresent(local -> values.put("clustermesh.policyDefaultLocalCluster", Boolean.toString(local)));
        settings.encryption().ifPresent(encryption -> {
            boolean on = encryption != NetworkProfileSpec.Encryption.NONE;
            values.put("encryption.enabled", Boolean.toString(on));
            if (on) {
                values.put("encryption.type", lower(encryption));
            }
        });
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
