package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.MemberSpec.Mode;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A cluster that nobody has declared, by the rules of plans as if a profile selected it now: over a copy of what is declared and
 * known, in which it is a candidate that comes after all others. What those are reserved and would become by a plan comes first.
 *
 * @param profile what a plan would make of the profile, without the cluster
 * @param member what it would be; if it is refused, what it is by its own word, with the reserved ID if it has none
 * @param refused why it would be left out; empty if it would not
 * @param reserved name and ID that it would get, for it has none that it can use
 * @param taken the name that it was to have, if it has another one here because that is somebody's
 * @param elsewhere whether another profile has this very cluster already: then it is refused, whatever else holds
 * @param labels those that it is declared with, or else that it is to have; empty if they are not known
 * @param returns whether its name is that of a Member that has left: what is remembered of that counts as its own
 */
public record Arrival(
        AppliedProfile profile,
        Member member,
        List<Refusal> refused,
        Optional<ClusterIdReservation> reserved,
        Optional<String> taken,
        boolean elsewhere,
        boolean returns,
        Optional<Map<String, String>> labels) {
    private static final String NO_PLAN = "none";
    /** With a number behind it, it is a cluster name still. */
    private static final int STEM = 28;

    public Arrival {
        refused = List.copyOf(refused);
    }

    /** Decides. What is theirs who are this very cluster is its own; it goes by their name if they are of this profile. */
    public static Arrival of(FleetState fleet, NetworkProfileIntent profile, Arriving arriving) {
        String name = arriving.name();
        List<String> itself = arriving.itself();
        Optional<CiliumIdentity> cilium = arriving.cilium();
        Set<String> taken = names(fleet);
        taken.removeAll(itself);
        boolean elsewhere = isElsewhere(fleet, profile, itself);
        Optional<String> own = elsewhere ? Optional.empty() : here(fleet, profile, itself);
        String id = own.orElseGet(() -> taken.contains(name) ? free(name, taken) : name);
        FleetState copy = reserve(profile, copy(fleet, profile, id, itself, cilium), declared(id));
        TargetRules.Decision decision = TargetRules.decideWith(copy, profile, NO_PLAN, declared(id));
        Optional<ClusterIdReservation> reserved =
                cilium.filter(its -> !its.given()).flatMap(its -> ClusterIds.reservedFor(profile, id, its, copy));
        return new Arrival(
                decision.profile().without(id),
                member(id, decision.profile(), cilium, reserved),
                decision.refused().stream()
                        .filter(refusal -> refusal.member().equals(id))
                        .toList(),
                reserved,
                own.isPresent() || id.equals(name) ? Optional.empty() : Optional.of(name),
                elsewhere,
                id.equals(name) && !itself.contains(name) && isRemembered(name, profile, fleet),
                own.flatMap(member -> labels(fleet, member)).or(arriving::labels));
    }

    /** Who of them is the profile's, who is a member already before all: those that ask about it may know the name. */
    private static Optional<String> here(FleetState fleet, NetworkProfileIntent profile, List<String> itself) {
        Stream<String> members =
                fleet.members(profile.metadata().name()).stream().map(Member::id);
        Stream<String> declared =
                fleet.declared(profile).stream().map(member -> member.metadata().name());
        return Stream.concat(members, declared).filter(itself::contains).findFirst();
    }

    private static boolean isElsewhere(FleetState fleet, NetworkProfileIntent profile, List<String> itself) {
        return itself.stream()
                .anyMatch(member -> fleet.known().get(member) instanceof Member other
                        && !other.profile().equals(profile.metadata().name()));
    }

    private static Optional<Map<String, String>> labels(FleetState fleet, String member) {
        return fleet.intents().get(Kind.MEMBER.object(member)) instanceof MemberIntent intent
                ? Optional.of(intent.metadata().labels())
                : Optional.empty();
    }

    private static boolean isRemembered(String member, NetworkProfileIntent profile, FleetState fleet) {
        return fleet.reservations().stream()
                .anyMatch(reservation ->
                        reservation.profile().equals(profile.metadata().name())
                                && reservation.member().equals(member));
    }

    /** The profile with it, also if it is refused. */
    public AppliedProfile joined() {
        List<Member> all = new ArrayList<>(profile.members());
        all.add(member);
        Map<String, Map<String, String>> allLabels = new HashMap<>(profile.labels());
        allLabels.put(member.id(), labels.orElse(Map.of()));
        return new AppliedProfile(profile.profile(), profile.plan(), profile.spec(), allLabels, all);
    }

    private static Set<String> names(FleetState fleet) {
        Set<String> names = new HashSet<>(fleet.known().keySet());
        fleet.declared().forEach(member -> names.add(member.metadata().name()));
        return names;
    }

    private static String free(String name, Set<String> taken) {
        String stem = name.substring(0, Math.min(name.length(), STEM)).replaceAll("-+$", "");
        return Stream.iterate(2, number -> number + 1)
                .map(number -> stem + "-" + number)
                .filter(free -> !taken.contains(free))
                .findFirst()
                .orElseThrow();
    }

    /** Without labels: it is selected by what is asked. */
    private static MemberIntent declared(String id) {
        return new MemberIntent(
                ObjectMeta.named(id, Map.of()),
                new MemberSpec(
                        Optional.empty(),
                        Optional.empty(),
                        Placement.HUB,
                        Mode.JOIN,
                        Optional.empty(),
                        Optional.empty()));
    }

    /** Which cluster it is stays out of it: a rule would say that it is a member already, and not what else there is. */
    private static FleetState copy(
            FleetState fleet,
            NetworkProfileIntent profile,
            String id,
            List<String> itself,
            Optional<CiliumIdentity> cilium) {
        Map<String, Intent> intents = new HashMap<>(fleet.intents());
        itself.forEach(member -> intents.remove(Kind.MEMBER.object(member)));
        Map<String, KnownMember> known = new HashMap<>(fleet.known());
        known.keySet().removeAll(itself);
        known.put(id, new Candidate(id, Optional.empty()));
        Map<String, CiliumIdentity> identities = new HashMap<>(fleet.identities());
        identities.keySet().removeAll(itself);
        cilium.ifPresent(own -> identities.put(id, own));
        Map<String, String> clusters = new HashMap<>(fleet.clusters());
        clusters.keySet().removeAll(itself);
        String name = profile.metadata().name();
        List<ClusterIdReservation> reservations = fleet.reservations().stream()
                .map(one -> one.profile().equals(name) && itself.contains(one.member())
                        ? new ClusterIdReservation(name, one.clusterId(), id, one.clusterName())
                        : one)
                .toList();
        return new FleetState(intents, known, identities, reservations, fleet.applied(), clusters);
    }

    private static FleetState reserve(NetworkProfileIntent profile, FleetState fleet, MemberIntent arriving) {
        List<ClusterIdReservation> all = new ArrayList<>(fleet.reservations());
        all.addAll(ClusterIds.missing(profile, fleet, List.of(arriving)));
        return new FleetState(
                fleet.intents(), fleet.known(), fleet.identities(), all, fleet.applied(), fleet.clusters());
    }

    private static Member member(
            String id,
            AppliedProfile target,
            Optional<CiliumIdentity> cilium,
            Optional<ClusterIdReservation> reserved) {
        return target.members().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseGet(() -> new Member(
                        id,
                        target.profile(),
                        reserved.map(ClusterIdReservation::clusterName)
                                .or(() -> cilium.map(CiliumIdentity::clusterName)
                                        .filter(found -> !found.equals(CiliumIdentity.NO_NAME)))
                                .orElse(id),
                        reserved.map(ClusterIdReservation::clusterId)
                                .or(() -> cilium.map(CiliumIdentity::clusterId))
                                .orElse(0)));
    }
}
