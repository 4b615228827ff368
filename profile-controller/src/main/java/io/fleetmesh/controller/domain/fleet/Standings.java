package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.MemberStatus.State;
import io.fleetmesh.controller.domain.Selection;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity.HighBit;
import io.fleetmesh.controller.domain.fleet.LifeCycle.Evidence;
import io.fleetmesh.controller.domain.fleet.Statuses.Standing;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Where all members stand. */
public final class Standings {
    private static final Set<State> WERE_MEMBERS =
            EnumSet.of(State.JOINING, State.CONNECTED, State.DEGRADED, State.UNREACHABLE, State.DRAINING, State.LEFT);

    private Standings() {}

    /**
     * What a member's facts say of the member itself.
     *
     * @param reachability how its API answers, if it has been asked
     * @param incomplete families of objects that have never been listed whole
     * @param held families of which deletes are held
     * @param watcherIn the member in which the watcher runs that has claimed the facts last; empty if it runs in the hub
     */
    public record Facts(
            Optional<ReachabilityFact> reachability,
            List<String> incomplete,
            List<String> held,
            Optional<String> watcherIn) {}

    /**
     * Decides for all that are known, or were members.
     *
     * @param before by member ID
     * @param behind members whose facts are still being read: they stand as before, if that is known
     * @param facts of a member
     * @param stores how a member's store serves it
     */
    public static NavigableMap<String, Standing> decide(
            FleetState fleet,
            Map<String, MemberStatus> before,
            Set<String> behind,
            Function<String, Facts> facts,
            Function<String, StoreSight> stores,
            Instant now) {
        Function<String, Standing> decide = id -> decide(
                fleet,
                id,
                Optional.ofNullable(before.get(id)),
                behind.contains(id),
                facts.apply(id),
                stores.apply(id),
                now);
        NavigableMap<String, Standing> standings = new TreeMap<>();
        fleet.known().keySet().forEach(id -> standings.put(id, decide.apply(id)));
        before.values().stream()
                .filter(status -> !standings.containsKey(status.member()))
                .filter(status -> wasMember(status, fleet))
                .map(MemberStatus::member)
                .forEach(id -> standings.put(id, decide.apply(id)));
        return standings;
    }

    /**
     * Of a member that was declared a moment ago, and that nobody has looked at yet; empty if it is not known when it was
     * declared.
     */
    public static Optional<Standing> unseen(MemberIntent member) {
        return member.metadata().creationTimestamp().map(Instant::parse).map(since -> {
            LifeState state = new LifeState.Discovered(
                    since,
                    "it has not been looked at yet: where it stands is being worked out",
                    "ask again in some seconds; if this lasts, see the controller's health");
            return new Standing(state.status(member.metadata().name()), Optional.empty(), Optional.empty(), Map.of());
        });
    }

    private static boolean wasMember(MemberStatus status, FleetState fleet) {
        return WERE_MEMBERS.contains(status.state())
                && fleet.reservations().stream()
                        .anyMatch(reservation -> reservation.member().equals(status.member()));
    }

    private static Standing decide(
            FleetState fleet,
            String id,
            Optional<MemberStatus> before,
            boolean behind,
            Facts facts,
            StoreSight store,
            Instant now) {
        Optional<KnownMember> known = Optional.ofNullable(fleet.known().get(id));
        Optional<NetworkProfileIntent> profile = profileOf(fleet, id, known);
        Optional<CiliumIdentity> cilium = Optional.ofNullable(fleet.identities().get(id));
        Optional<CiliumIdentity> reserved = profile.flatMap(
                        own -> ClusterIds.reservedFor(own, id, cilium.orElse(CiliumIdentity.NONE), fleet))
                .map(own -> new CiliumIdentity(own.clusterName(), own.clusterId(), HighBit.FITS));
        Optional<ClusterIdObstacle> obstacle = profile.filter(_ -> reserved.isEmpty())
                .flatMap(own -> cilium.filter(found -> !found.given())
                        .flatMap(found -> ClusterIds.obstacle(own, id, found, fleet)));
        Evidence evidence = new Evidence(
                known,
                profile.map(intent -> intent.metadata().name()),
                facts.reachability(),
                cilium,
                facts.incomplete(),
                facts.held(),
                reserved,
                obstacle,
                store,
                known.filter(KnownMember::watchesItself).isEmpty()
                        || facts.watcherIn().equals(Optional.of(id)));
        MemberStatus status = before.filter(_ -> behind)
                .orElseGet(() -> LifeCycle.next(before, evidence, now).status(id));
        Optional<CiliumIdentity> called = known.filter(Member.class::isInstance)
                .map(Member.class::cast)
                .map(member -> new CiliumIdentity(member.clusterName(), member.clusterId(), HighBit.FITS))
                .or(() -> cilium.filter(CiliumIdentity::given))
                .or(() -> reserved);
        return new Standing(
                status,
                called.map(CiliumIdentity::clusterName),
                called.map(CiliumIdentity::clusterId),
                called.flatMap(own ->
                                profile.map(intent -> HelmValues.of(own.clusterName(), own.clusterId(), intent.spec())))
                        .orElse(Map.of()));
    }

    private static Optional<NetworkProfileIntent> profileOf(FleetState fleet, String id, Optional<KnownMember> known) {
        if (known.isPresent() && known.get() instanceof Member member) {
            return fleet.profile(member.profile());
        }
        return fleet.declared().stream()
                .filter(member -> member.metadata().name().equals(id))
                .flatMap(member -> fleet.profiles().stream()
                        .filter(profile -> Selection.matches(
                                profile.spec().memberSelector(),
                                member.metadata().labels())))
                .findFirst();
    }
}
