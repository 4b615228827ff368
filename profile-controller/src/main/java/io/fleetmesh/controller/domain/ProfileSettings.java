package io.fleetmesh.controller.domain;

/**
 * What all members of a profile share.
 *
 * @param profile its name, part of topics' names
 * @param maxConnectedClusters Cilium's {@code max-connected-clusters}: 255 or 511, and the same in every member, because it
 *     decides where a cluster's identities lie
 */
public record ProfileSettings(String profile, int maxConnectedClusters) {
    public ProfileSettings {
        Names.label(profile).ifPresent(expected -> {
            throw new IllegalArgumentException("profile: expected " + expected + ", found '" + profile + "'");
        });
        if (maxConnectedClusters != 255 && maxConnectedClusters != 511) {
            throw new IllegalArgumentException(
                    "maxConnectedClusters: expected 255 or 511, found " + maxConnectedClusters);
        }
    }
}
