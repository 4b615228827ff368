package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.MemberSpec.Mode;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportGuard;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Namespaces;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Sight;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity.HighBit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes what is declared and known, object by object. */
final class Fleets {
    private final Map<String, Intent> intents = new TreeMap<>();
    private final Map<String, KnownMember> known = new TreeMap<>();
    private final Map<String, CiliumIdentity> identities = new TreeMap<>();
    private final List<ClusterIdReservation> reservations = new ArrayList<>();
    private final Map<String, AppliedProfile> applied = new TreeMap<>();
    private final Map<String, String> clusters = new TreeMap<>();

    /** A profile of all members that have its name as label {@code mesh}. */
    Fleets profile(String name, int most, Segment... segments) {
        return profile(name, most, List.of(), segments);
    }

    /** One with an export guard, unless there are no rules. */
    Fleets profile(String name, int most, List<ExportRule> rules, Segment... segments) {
        CiliumSettings cilium = new CiliumSettings(
                Optional.of(most), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        Intent intent = Intent.of(
                ObjectMeta.named(name, Map.of()),
                new NetworkProfileSpec(
                        new LabelSelector(Map.of("mesh", name), List.of()),
                        Optional.of(cilium),
                        Optional.empty(),
                        true,
                        Arrays.asList(segments),
                        Optional.of(new ExportGuard(rules, false)),
                        60,
                        Optional.empty()));
        intents.put(intent.key(), intent);
        return this;
    }

    Fleets declared(String name, String profile, String... labels) {
        return declared(name, profile, Mode.JOIN, labels);
    }

    Fleets declared(String name, String profile, Mode mode, String... labels) {
        return declared(name, profile, mode, Placement.HUB, labels);
    }

    Fleets declared(String name, String profile, Mode mode, Placement placement, String... labels) {
        Map<String, String> all = new TreeMap<>(Map.of("mesh", profile));
        for (int i = 0; i < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
        }
        Intent intent = Intent.of(
                ObjectMeta.named(name, all),
                new MemberSpec(Optional.empty(), address(name), placement, mode, Optional.empty(), Optional.empty()));
        intents.put(intent.key(), intent);
        return this;
    }

    Fleets candidate(String name) {
        known.put(name, new Candidate(name, Optional.empty(), Optional.empty(), address(name)));
        return this;
    }

    /** One that is to be watched from within. */
    Fleets watchingItself(String name, String profile, int id) {
        known.put(
                name,
                new Member(name, profile, name, id, false, false, Optional.empty(), Optional.of(Placement.MEMBER)));
        return this;
    }

    /** As each is declared. */
    static Optional<String> address(String name) {
        return Optional.of("https://" + name + ".example:6443");
    }

    Fleets member(String name, String profile, int id) {
        known.put(
                name,
                new Member(name, profile, name, id, false, false, Optional.empty(), Optional.empty(), address(name)));
        return this;
    }

    Fleets member(Member member) {
        known.put(member.id(), member);
        return this;
    }

    Fleets cilium(String member, String clusterName, int clusterId) {
        identities.put(member, new CiliumIdentity(clusterName, clusterId, HighBit.FITS));
        return this;
    }

    Fleets refusesHighBit(String member) {
        return refusesHighBit(member, "default", 0);
    }

    Fleets refusesHighBit(String member, String clusterName, int clusterId) {
        identities.put(member, new CiliumIdentity(clusterName, clusterId, HighBit.REFUSED));
        return this;
    }

    /** Which cluster it is. */
    Fleets cluster(String member, String uid) {
        clusters.put(member, uid);
        return this;
    }

    /** It was looked at, and has none. */
    Fleets withoutCilium(String member) {
        identities.put(member, CiliumIdentity.NONE);
        return this;
    }

    Fleets reserved(String profile, int id, String member) {
        return reserved(new ClusterIdReservation(profile, id, member, member));
    }

    /** In place of what is kept by the same key. */
    Fleets reserved(ClusterIdReservation reservation) {
        reservations.removeIf(one -> one.key().equals(reservation.key()));
        reservations.add(reservation);
        return this;
    }

    Fleets applied(AppliedProfile profile) {
        applied.put(profile.profile(), profile);
        return this;
    }

    FleetState state() {
        return new FleetState(intents, known, identities, reservations, applied, clusters);
    }

    NetworkProfileIntent intent(String profile) {
        return state().profile(profile).orElseThrow();
    }

    TargetRules.Decision target(String profile) {
        return TargetRules.decide(state(), intent(profile), "p1");
    }

    /** Members with label {@code segment=name} see these. */
    static Segment segment(String name, Sight... sees) {
        return new Segment(name, new LabelSelector(Map.of("segment", name), List.of()), Arrays.asList(sees));
    }

    /** Members with label {@code segment=name} may export these. */
    static ExportRule mayExport(String name, String... namespaces) {
        return new ExportRule(
                new LabelSelector(Map.of("segment", name), List.of()),
                Optional.of(new Namespaces(Arrays.asList(namespaces), List.of())));
    }

    static Sight all(String segment) {
        return new Sight(segment, Optional.empty());
    }

    static Sight only(String segment, String... namespaces) {
        return new Sight(segment, Optional.of(new Namespaces(Arrays.asList(namespaces), List.of())));
    }

    static Sight except(String segment, String... namespaces) {
        return new Sight(segment, Optional.of(new Namespaces(List.of(), Arrays.asList(namespaces))));
    }
}
