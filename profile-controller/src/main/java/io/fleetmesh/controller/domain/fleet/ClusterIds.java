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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
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
        private final SortedMap<Integer, ClusterIdReservation> byId = new TreeMap<>();
        private final SortedMap<Integer, ClusterIdReservation> added = new TreeMap<>();
        /** Of clusters that run with them, also where they are not theirs. */
        private final Set<Integer> used = new HashSet<>();

        Ledger(NetworkProfileIntent profile, FleetState fleet) {
            of(profile.metadata().name(), fleet.reservations())
                    .forEach(reservation -> byId.put(reservation.clusterId(), reservation));
            fleet.declared(profile).stream()
                    .map(member -> fleet.identities().get(member.metadata().name()))
                    .filter(cilium -> cilium != null && cilium.given())
                    .forEach(cilium -> used.add(cilium.clusterId()));
        }

        Collection<ClusterIdReservation> all() {
            return byId.values();
        }

        boolean isFree(int id) {
            return !byId.containsKey(id) && !used.contains(id);
        }

        /** Of two that want the same ID the first has it; the plan refuses the other. A name that has changed is kept anew. */
        void add(ClusterIdReservation wanted) {
            ClusterIdReservation standing = byId.get(wanted.clusterId());
            if (standing == null || (standing.member().equals(wanted.member()) && !standing.equals(wanted))) {
                byId.put(wanted.clusterId(), wanted);
                added.put(wanted.clusterId(), wanted);
            }
        }

        /** The same for names. */
        void addIfNameIsFree(ClusterIdReservation wanted) {
            if (otherCalled(wanted.clusterName(), wanted.member(), all()).isEmpty()) {
                add(wanted);
            }
        }
    }

    /**
     * The reservations that are missing: one for each member of a profile that has an ID, one with a free ID for each selected
     * cluster that has none and for which none is reserved that it could use. What it can use no more stays remembered: who was
     * told it may be about to install Cilium with it. Only the name is replaced, under the same ID, where Cilium has got another
     * one. Who is selected by two profiles gets none. With them, none is missing.
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
        Ledger ledger = new Ledger(profile, fleet);
        fleet.members(name).stream().map(ClusterIds::of).forEach(ledger::add);
        List<MemberIntent> selected = fleet.declared(profile).stream()
                .filter(member -> !(fleet.known().get(member.metadata().name()) instanceof Member))
                .filter(member -> onlyIn(name, member, fleet))
                .toList();
        SortedMap<Integer, ClusterIdReservation> before;
        do {
            before = new TreeMap<>(ledger.added);
            selected.forEach(member -> adopted(name, member, fleet).ifPresent(ledger::addIfNameIsFree));
            selected.forEach(member -> newcomer(profile, member, fleet, ledger).ifPresent(ledger::add));
            // A name that one has given up may be what another waits for.
        } while (!before.equals(ledger.added));
        further.forEach(member -> {
            adopted(name, member, fleet).ifPresent(ledger::addIfNameIsFree);
            newcomer(profile, member, fleet, ledger).ifPresent(ledger::add);
        });
        return List.copyOf(ledger.added.values());
    }

    /** What is reserved for {@code member} in a profile and can be used with {@code cilium}, which does not say itself. */
    static Optional<ClusterIdReservation> reservedFor(
            NetworkProfileIntent profile, String member, CiliumIdentity cilium, FleetState fleet) {
        return usable(profile, member, cilium, of(profile.metadata().name(), fleet.reservations()));
    }

    /** Why none can be reserved for {@code member}, which has none; empty as well where one is about to be. */
    static Optional<ClusterIdObstacle> obstacle(
            NetworkProfileIntent profile, String member, CiliumIdentity cilium, FleetState fleet) {
        return obstacle(profile, member, cilium, new Ledger(profile, fleet));
    }

    /** Why a member must not be called so in a profile: another one is, or was. */
    static Optional<String> otherCalled(String profile, String clusterName, String member, FleetState fleet) {
        return otherCalled(clusterName, member, of(profile, fleet.reservations()));
    }

    private static Optional<String> otherCalled(
            String clusterName, String member, Collection<ClusterIdReservation> all) {
        return all.stream()
                .filter(one ->
                        one.clusterName().equals(clusterName) && !one.member().equals(member))
                .findFirst()
                .map(one -> "a name that nobody has or had: it is remembered of member '" + one.member()
                        + "'; once nobody knows that any more, an admin gives its ID back: "
                        + "fleetctl forget cluster-id " + one.clusterId() + " --profile " + one.profile()
                        + " --reason TEXT");
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
                || usable(profile, id, cilium, ledger.all()).isPresent()
                || obstacle(profile, id, cilium, ledger).isPresent()) {
            return Optional.empty();
        }
        return available(profile, id, cilium, ledger)
                .map(clusterId ->
                        new ClusterIdReservation(profile.metadata().name(), clusterId, id, nameOf(id, cilium)));
    }

    /** The ID that it has already, under whichever name, or else a free one. */
    private static Optional<Integer> available(
            NetworkProfileIntent profile, String member, CiliumIdentity cilium, Ledger ledger) {
        return own(profile, member, cilium, ledger.all(), _ -> true)
                .map(ClusterIdReservation::clusterId)
                .or(() -> free(profile, cilium, ledger));
    }

    private static Optional<ClusterIdReservation> usable(
            NetworkProfileIntent profile, String member, CiliumIdentity cilium, Collection<ClusterIdReservation> all) {
        return own(profile, member, cilium, all, name -> isCalled(name, cilium));
    }

    /** Of several the lowest, so that it stays the same. */
    private static Optional<ClusterIdReservation> own(
            NetworkProfileIntent profile,
            String member,
            CiliumIdentity cilium,
            Collection<ClusterIdReservation> all,
            Predicate<String> clusterName) {
        return all.stream()
                .filter(reservation -> reservation.member().equals(member))
                .filter(reservation -> fits(reservation.clusterId(), profile, cilium))
                .filter(reservation -> clusterName.test(reservation.clusterName()))
                .min(Comparator.comparingInt(ClusterIdReservation::clusterId));
    }

    /** Whether a cluster can be, or is, called what is reserved. Earlier releases reserved also names that Cilium refuses. */
    private static boolean isCalled(String reserved, CiliumIdentity cilium) {
        return Names.clusterName(reserved).isEmpty()
                && (!cilium.named() || cilium.clusterName().equals(reserved));
    }

    private static Optional<ClusterIdObstacle> obstacle(
            NetworkProfileIntent profile, String member, CiliumIdentity cilium, Ledger ledger) {
        String name = nameOf(member, cilium);
        Optional<String> badName = Names.clusterName(name).or(() -> otherCalled(name, member, ledger.all()));
        if (badName.isPresent()) {
            return Optional.of(new ClusterIdObstacle(Cause.CLUSTER_NAME, "cluster name", name, badName.get()));
        }
        if (available(profile, member, cilium, ledger).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new ClusterIdObstacle(
                Cause.CLUSTER_ID,
                "cluster ID",
                "none",
                "a free ID in 1 to " + most(profile) + ", but all are taken or remembered"
                        + (cilium.highBit() == HighBit.REFUSED ? ", and its datapath refuses those with bit 0x80" : "")
                        + "; one that nobody knows any more an admin gives back: fleetctl forget cluster-id ID --profile "
                        + profile.metadata().name() + " --reason TEXT"));
    }

    /**
     * The lowest free ID. Where no datapath is there yet, one that any datapath takes goes before: Cilium may be installed with
     * an IPAM mode or chaining that refuses bit 0x80, and an ID cannot be changed once it is in use.
     */
    private static Optional<Integer> free(NetworkProfileIntent profile, CiliumIdentity cilium, Ledger ledger) {
        Comparator<Integer> lowest = Comparator.naturalOrder();
        return IntStream.rangeClosed(1, most(profile))
                .filter(id -> fits(id, profile, cilium) && ledger.isFree(id))
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
        return cilium.named() ? cilium.clusterName() : member;
    }

    private static boolean onlyIn(String profile, MemberIntent member, FleetState fleet) {
        return fleet.profiles().stream()
                .filter(other -> !other.metadata().name().equals(profile))
                .noneMatch(other -> Selection.matches(
                        other.spec().memberSelector(), member.metadata().labels()));
    }
}
