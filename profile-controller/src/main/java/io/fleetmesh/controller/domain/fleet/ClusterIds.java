package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import io.fleetmesh.controller.domain.Names;
import io.fleetmesh.controller.domain.Selection;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity.HighBit;
import io.fleetmesh.controller.domain.fleet.Refusal.Cause;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Gives cluster IDs to clusters that have none. An ID belongs to one member, and stays remembered when that has left: agents
 * and policies may still know the identities that lie in its range.
 */
public final class ClusterIds {
    /** Cilium's {@code max-connected-clusters} where nothing is said. */
    static final int USUAL = 255;

    private ClusterIds() {}

    /** The highest cluster ID of a profile. */
    static int most(NetworkProfileIntent profile) {
        return profile.spec()
                .cilium()
                .flatMap(CiliumSettings::maxConnectedClusters)
                .orElse(USUAL);
    }

    /** The IDs and names of one profile and whose they are, those that are being given included. */
    private static final class Ledger {
        final Set<Integer> ids = new HashSet<>();
        final List<ClusterIdReservation> all = new ArrayList<>();
        final List<ClusterIdReservation> added = new ArrayList<>();

        Ledger(Collection<ClusterIdReservation> standing) {
            standing.forEach(this::there);
        }

        private void there(ClusterIdReservation reservation) {
            ids.add(reservation.clusterId());
            all.add(reservation);
        }

        /** Of two that want the same ID the first has it; the plan refuses the other. */
        void add(ClusterIdReservation wanted) {
            if (!ids.contains(wanted.clusterId())) {
                there(wanted);
                added.add(wanted);
            }
        }

        /** Who else has, or had, a cluster name. */
        Optional<String> otherCalled(String clusterName, String member) {
            return all.stream()
                    .filter(one -> one.clusterName().equals(clusterName))
                    .map(ClusterIdReservation::member)
                    .filter(holder -> !holder.equals(member))
                    .findFirst();
        }
    }

    /**
     * The reservations that are missing: one for each member of a profile that has an ID, one with a free ID for each selected
     * cluster that has none and for which none is reserved that it could use. What it can use no more stays remembered: who was
     * told it may be about to install Cilium with it. Who is selected by two profiles gets none.
     */
    public static List<ClusterIdReservation> missing(FleetState fleet) {
        return fleet.profiles().stream()
                .flatMap(profile -> missing(profile, fleet, List.of()).stream())
                .toList();
    }

    /** Those of one profile, as if it selected {@code further}, too, which are not declared and come after all others. */
    static List<ClusterIdReservation> missing(
            NetworkProfileIntent profile, FleetState fleet, List<MemberIntent> further) {
        String name = profile.metadata().name();
        Ledger ledger = new Ledger(of(name, fleet.reservations()));
        fleet.members(name).stream().map(ClusterIds::of).forEach(ledger::add);
        List<MemberIntent> selected = fleet.declared(profile).stream()
                .filter(member -> !(fleet.known().get(member.metadata().name()) instanceof Member))
                .filter(member -> onlyIn(name, member, fleet))
                .toList();
        selected.forEach(member -> adopted(name, member, fleet).ifPresent(ledger::add));
        selected.forEach(member -> newcomer(profile, member, fleet, ledger).ifPresent(ledger::add));
        further.forEach(member -> adopted(name, member, fleet)
                .or(() -> newcomer(profile, member, fleet, ledger))
                .ifPresent(ledger::add));
        return ledger.added;
    }

    /** What is reserved for {@code member} in a profile and can be used with {@code cilium}, which does not say itself. */
    static Optional<ClusterIdReservation> reservedFor(
            NetworkProfileIntent profile, String member, CiliumIdentity cilium, FleetState fleet) {
        return usable(profile, member, cilium, of(profile.metadata().name(), fleet.reservations()));
    }

    /** Why none can be reserved for {@code member}, which has none; empty as well where one is about to be. */
    static Optional<ClusterIdObstacle> obstacle(
            NetworkProfileIntent profile, String member, CiliumIdentity cilium, FleetState fleet) {
        return obstacle(
                profile, member, cilium, new Ledger(of(profile.metadata().name(), fleet.reservations())));
    }

    /** Whether a reservation is its member's no more, though that is there: it has, or is to have, another ID. */
    static boolean isSuperseded(ClusterIdReservation reservation, FleetState fleet) {
        CiliumIdentity cilium = fleet.identities().get(reservation.member());
        if (cilium == null) {
            return false;
        }
        if (cilium.given()) {
            return cilium.clusterId() != reservation.clusterId();
        }
        return fleet.profile(reservation.profile())
                .flatMap(profile -> reservedFor(profile, reservation.member(), cilium, fleet))
                .filter(current -> current.clusterId() != reservation.clusterId())
                .isPresent();
    }

    private static List<ClusterIdReservation> of(String profile, Collection<ClusterIdReservation> all) {
        return all.stream()
                .filter(reservation -> reservation.profile().equals(profile))
                .toList();
    }

    private static ClusterIdReservation of(Member member) {
        return new ClusterIdReservation(member.profile(), member.clusterId(), member.id(), member.clusterName());
    }

    private static Optional<ClusterIdReservation> adopted(String profile, MemberIntent member, FleetState fleet) {
        String id = member.metadata().name();
        return Optional.ofNullable(fleet.identities().get(id))
                .filter(CiliumIdentity::given)
                .map(cilium -> new ClusterIdReservation(profile, cilium.clusterId(), id, cilium.clusterName()));
    }

    private static Optional<ClusterIdReservation> newcomer(
            NetworkProfileIntent profile, MemberIntent member, FleetState fleet, Ledger ledger) {
        String id = member.metadata().name();
        CiliumIdentity cilium = fleet.identities().get(id);
        if (cilium == null
                || cilium.given()
                || usable(profile, id, cilium, ledger.all).isPresent()
                || obstacle(profile, id, cilium, ledger).isPresent()) {
            return Optional.empty();
        }
        return free(profile, cilium, ledger)
                .map(free -> new ClusterIdReservation(profile.metadata().name(), free, id, nameOf(id, cilium)));
    }

    /** Of several the lowest, so that it stays the same. */
    private static Optional<ClusterIdReservation> usable(
            NetworkProfileIntent profile, String member, CiliumIdentity cilium, List<ClusterIdReservation> all) {
        return all.stream()
                .filter(reservation -> reservation.member().equals(member))
                .filter(reservation -> fits(reservation.clusterId(), profile, cilium))
                // Earlier releases reserved also names that Cilium refuses.
                .filter(reservation ->
                        Names.clusterName(reservation.clusterName()).isEmpty())
                .min(Comparator.comparingInt(ClusterIdReservation::clusterId));
    }

    private static Optional<ClusterIdObstacle> obstacle(
            NetworkProfileIntent profile, String member, CiliumIdentity cilium, Ledger ledger) {
        String name = nameOf(member, cilium);
        String forget =
                "fleetctl forget cluster-id ID --profile " + profile.metadata().name() + " --reason TEXT";
        Optional<String> badName = Names.clusterName(name)
                .or(() -> ledger.otherCalled(name, member)
                        .map(holder -> "a name that nobody has or had: it is remembered of member '" + holder
                                + "'; once nobody knows that any more, an admin gives its ID back: " + forget));
        if (badName.isPresent()) {
            return Optional.of(new ClusterIdObstacle(Cause.CLUSTER_NAME, "cluster name", name, badName.get()));
        }
        if (free(profile, cilium, ledger).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new ClusterIdObstacle(
                Cause.CLUSTER_ID,
                "cluster ID",
                "none",
                "a free ID in 1 to " + most(profile) + ", but all are taken or remembered"
                        + (cilium.highBit() == HighBit.REFUSED ? ", and its datapath refuses those with bit 0x80" : "")
                        + "; one that nobody knows any more an admin gives back: " + forget));
    }

    /**
     * The lowest free ID. Where no datapath is there yet, one that any datapath takes goes before: Cilium may be installed with
     * an IPAM mode or chaining that refuses bit 0x80, and an ID cannot be changed once it is in use.
     */
    private static Optional<Integer> free(NetworkProfileIntent profile, CiliumIdentity cilium, Ledger ledger) {
        Comparator<Integer> lowest = Comparator.naturalOrder();
        return IntStream.rangeClosed(1, most(profile))
                .filter(id -> fits(id, profile, cilium) && !ledger.ids.contains(id))
                .boxed()
                .min(
                        cilium.highBit() == HighBit.UNKNOWN
                                ? Comparator.comparing(CiliumIdentity::hasHighBit)
                                        .thenComparing(lowest)
                                : lowest);
    }

    private static boolean fits(int id, NetworkProfileIntent profile, CiliumIdentity cilium) {
        return id <= most(profile) && cilium.takes(id);
    }

    /** A name that somebody has given stays. */
    private static String nameOf(String member, CiliumIdentity cilium) {
        return cilium.clusterName().equals(CiliumIdentity.NO_NAME) ? member : cilium.clusterName();
    }

    private static boolean onlyIn(String profile, MemberIntent member, FleetState fleet) {
        return fleet.profiles().stream()
                .filter(other -> !other.metadata().name().equals(profile))
                .noneMatch(other -> Selection.matches(
                        other.spec().memberSelector(), member.metadata().labels()));
    }
}
