package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import io.fleetmesh.controller.domain.Selection;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import java.util.ArrayList;
import java.util.Collection;
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
    /** Where this bit is set, the ID collides with marks that some datapaths set on packets. */
    static final int HIGH_BIT = 0x80;

    private ClusterIds() {}

    /** The highest cluster ID of a profile. */
    static int most(NetworkProfileIntent profile) {
        return profile.spec()
                .cilium()
                .flatMap(CiliumSettings::maxConnectedClusters)
                .orElse(USUAL);
    }

    /** The IDs of one profile and whose they are, those that are being given included. */
    private static final class Ledger {
        final Set<Integer> ids = new HashSet<>();
        final Set<String> members = new HashSet<>();
        final List<ClusterIdReservation> added = new ArrayList<>();

        void there(ClusterIdReservation reservation) {
            ids.add(reservation.clusterId());
            members.add(reservation.member());
        }

        /** Of two that want the same ID the first has it; the plan refuses the other. */
        void add(ClusterIdReservation wanted) {
            if (!ids.contains(wanted.clusterId())) {
                there(wanted);
                added.add(wanted);
            }
        }
    }

    /**
     * The reservations that are missing: one for each member of a profile that has an ID, one with the lowest free ID for each
     * selected cluster whose Cilium is known and has none. Who is selected by two profiles gets none.
     */
    public static List<ClusterIdReservation> missing(FleetState fleet) {
        return fleet.profiles().stream()
                .flatMap(profile -> missing(profile, fleet).stream())
                .toList();
    }

    private static List<ClusterIdReservation> missing(NetworkProfileIntent profile, FleetState fleet) {
        String name = profile.metadata().name();
        Ledger ledger = new Ledger();
        of(name, fleet.reservations()).forEach(ledger::there);
        fleet.members(name).stream().map(ClusterIds::of).forEach(ledger::add);
        List<MemberIntent> selected = fleet.declared(profile).stream()
                .filter(member -> onlyIn(name, member, fleet))
                .toList();
        selected.forEach(member -> adopted(name, member, fleet).ifPresent(ledger::add));
        selected.forEach(member -> newcomer(profile, member, fleet, ledger).ifPresent(ledger::add));
        return ledger.added;
    }

    /** What is reserved for {@code member} in a profile, if its own Cilium does not say. */
    static Optional<ClusterIdReservation> reservedFor(String profile, String member, FleetState fleet) {
        return of(profile, fleet.reservations()).stream()
                .filter(reservation -> reservation.member().equals(member))
                .findFirst();
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
                .filter(_ -> !(fleet.known().get(id) instanceof Member))
                .map(cilium -> new ClusterIdReservation(profile, cilium.clusterId(), id, cilium.clusterName()));
    }

    private static Optional<ClusterIdReservation> newcomer(
            NetworkProfileIntent profile, MemberIntent member, FleetState fleet, Ledger ledger) {
        String id = member.metadata().name();
        CiliumIdentity cilium = fleet.identities().get(id);
        if (cilium == null || cilium.given() || ledger.members.contains(id)) {
            return Optional.empty();
        }
        return IntStream.rangeClosed(1, most(profile))
                .filter(candidate -> !cilium.refusesHighBit() || (candidate & HIGH_BIT) == 0)
                .filter(candidate -> !ledger.ids.contains(candidate))
                .boxed()
                .findFirst()
                .map(free -> new ClusterIdReservation(profile.metadata().name(), free, id, nameOf(id, cilium)));
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
