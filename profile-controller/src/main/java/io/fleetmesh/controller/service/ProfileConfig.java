package io.fleetmesh.controller.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The profile and its members, as long as they come from configuration. */
@ConfigMapping(prefix = "fleetmesh.profile")
public interface ProfileConfig {
    /** The profile's name, part of topics' names. */
    @WithDefault("default")
    String name();

    /** Cilium's {@code max-connected-clusters}, 255 or 511, equal in all members. */
    @WithDefault("255")
    int maxConnectedClusters();

    /** Who shall be admitted, in order: among new members that collide the first wins. */
    List<MemberConfig> members();

    /**
     * IDs of members that leave the profile, or stay away: the operator's explicit word, since one that is declared no more
     * stays.
     */
    Optional<Set<String>> removed();

    /** One declared member. */
    interface MemberConfig {
        /** Fleetmesh's name of it, never changed. */
        String id();

        /** Cilium's {@code cluster-name}. */
        String clusterName();

        /** Cilium's {@code cluster-id}. */
        int clusterId();
    }
}
