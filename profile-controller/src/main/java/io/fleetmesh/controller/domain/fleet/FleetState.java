package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumNetwork;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.Selection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is declared and known at one moment, all of it by name or ID in ascending order, in whatever order it came.
 *
 * @param intents by key
 * @param known who stands on {@code members}, by member ID
 * @param identities what each member's Cilium says it is called, by member ID; absent as long as that is unknown
 * @param reservations all cluster IDs that are or were somebody's
 * @param applied what plans have made of each profile, by its name
 * @param clusters which cluster each member is, by member ID: the UID of its Namespace kube-system; absent as long as that is unknown
 */
public record FleetState(
        Map<String, Intent> intents,
        Map<String, KnownMember> known,
        Map<String, CiliumIdentity> identities,
        Collection<ClusterIdReservation> reservations,
        Map<String, AppliedProfile> applied,
        Map<String, String> clusters) {

    /**
     * What a member's Cilium is set to.
     *
     * @param clusterName {@code default} where nobody has given it a name
     * @param clusterId 0 where nobody has given it one
     * @param highBit whether its datapath has room for cluster IDs with bit 0x80
     */
    public record CiliumIdentity(String clusterName, int clusterId, HighBit highBit) {
        /** Cilium's own name of a cluster without one. */
        public static final String NO_NAME = "default";

        /** Of a cluster that was looked at, and in which there is no Cilium. */
        public static final CiliumIdentity NONE = new CiliumIdentity(NO_NAME, 0, HighBit.UNKNOWN);

        /** What comes of a cluster ID with bit 0x80. */
        public enum HighBit {
            FITS,
            /** The bit collides with marks that the datapath sets on packets; Cilium itself refuses to start. */
            REFUSED,
            /** No datapath is there yet. */
            UNKNOWN
        }

        private static final int HIGH_BIT = 0x80;
        private static final Set<String> IPAM_REFUSING = Set.of("eni", "alibabacloud");
        private static final String CHAINING_REFUSING = "aws-cni";

        /** Refused with ENI or AlibabaCloud IPAM, and where Cilium is chained to the AWS CNI. */
        public static HighBit highBit(CiliumConfigFact config) {
            boolean refused = config.ipam().filter(IPAM_REFUSING::contains).isPresent()
                    || config.network()
                            .flatMap(CiliumNetwork::chainingMode)
                            .filter(CHAINING_REFUSING::equals)
                            .isPresent();
            return refused ? HighBit.REFUSED : HighBit.FITS;
        }

        /** Whether there is any. */
        public boolean installed() {
            return !equals(NONE);
        }

        /** Whether the ID has the bit that some datapaths refuse. */
        static boolean hasHighBit(int clusterId) {
            return (clusterId & HIGH_BIT) != 0;
        }

        /** Whether its datapath has room for an ID, as far as that is known. */
        boolean takes(int clusterId) {
            return highBit != HighBit.REFUSED || !hasHighBit(clusterId);
        }

        /** Whether it could be part of a mesh as it is. Its agents do not start with an ID that it does not take. */
        public boolean given() {
            return clusterId != 0 && takes(clusterId) && named();
        }

        /** Whether somebody has given it a name. */
        boolean named() {
            return !clusterName.equals(NO_NAME);
        }
    }

    public FleetState {
        intents = new TreeMap<>(intents);
        known = new TreeMap<>(known);
        identities = new TreeMap<>(identities);
        reservations = List.copyOf(reservations);
        applied = new TreeMap<>(applied);
        clusters = new TreeMap<>(clusters);
    }

    /** Where nothing is known of which cluster anybody is. */
    public FleetState(
            Map<String, Intent> intents,
            Map<String, KnownMember> known,
            Map<String, CiliumIdentity> identities,
            Collection<ClusterIdReservation> reservations,
            Map<String, AppliedProfile> applied) {
        this(intents, known, identities, reservations, applied, Map.of());
    }

    /** Another member that is the same cluster, of whichever profile: two kubeconfigs, or two contexts of one, can lead there. */
    Optional<Member> sameCluster(String member) {
        String uid = clusters.get(member);
        return known.values().stream()
                .filter(Member.class::isInstance)
                .map(Member.class::cast)
                .filter(other -> !other.id().equals(member))
                .filter(other -> uid != null && uid.equals(clusters.get(other.id())))
                .findFirst();
    }

    /** The declared profile of this name. */
    public Optional<NetworkProfileIntent> profile(String name) {
        return intents.get(Kind.NETWORK_PROFILE.object(name)) instanceof NetworkProfileIntent profile
                ? Optional.of(profile)
                : Optional.empty();
    }

    /** The declared profiles. */
    public List<NetworkProfileIntent> profiles() {
        return intents.values().stream()
                .filter(NetworkProfileIntent.class::isInstance)
                .map(NetworkProfileIntent.class::cast)
                .toList();
    }

    /** The declared members. */
    public List<MemberIntent> declared() {
        return intents.values().stream()
                .filter(MemberIntent.class::isInstance)
                .map(MemberIntent.class::cast)
                .toList();
    }

    /** The declared members that {@code profile} selects. */
    public List<MemberIntent> declared(NetworkProfileIntent profile) {
        return declared().stream()
                .filter(member -> Selection.matches(
                        profile.spec().memberSelector(), member.metadata().labels()))
                .toList();
    }

    /** Who belongs to the profile of this name now. */
    public List<Member> members(String profile) {
        return known.values().stream()
                .filter(Member.class::isInstance)
                .map(Member.class::cast)
                .filter(member -> member.profile().equals(profile))
                .toList();
    }
}
