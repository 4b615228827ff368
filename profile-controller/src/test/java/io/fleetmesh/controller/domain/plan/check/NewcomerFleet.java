package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportGuard;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.SampleMembers;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.fleet.TargetRules;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.PlanInputs;
import io.fleetmesh.controller.domain.plan.Planner;
import io.fleetmesh.controller.domain.plan.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A profile {@code shop} that selects everybody, for a newcomer to be judged beside, or to be declared in and planned. */
final class NewcomerFleet {
    static final String PROFILE = "shop";
    static final LabelSelector EVERYBODY = new LabelSelector(Map.of(), List.of());
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<String, Intent> intents = new TreeMap<>();
    private final Map<String, KnownMember> known = new TreeMap<>();
    private final Map<String, CiliumIdentity> identities = new TreeMap<>();
    private final Map<String, String> clusters = new TreeMap<>();
    private final List<ClusterIdReservation> reservations = new ArrayList<>();
    private final Map<String, MemberInventory> inventories = new TreeMap<>();
    private List<Segment> segments = List.of();
    private List<ExportRule> rules = List.of();

    /** A member as its Cilium is called. */
    NewcomerFleet member(MemberInventory inventory) {
        return member(PROFILE, inventory);
    }

    /** One of another profile, which this one would select as well. */
    NewcomerFleet member(String profile, MemberInventory inventory) {
        declared(inventory);
        CiliumIdentity own = inventory.identity().orElseThrow();
        known.put(inventory.member(), new Member(inventory.member(), profile, own.clusterName(), own.clusterId()));
        return this;
    }

    /** One that is declared no more, and drains. */
    NewcomerFleet draining(MemberInventory inventory) {
        member(inventory);
        intents.remove(Kind.MEMBER.object(inventory.member()));
        known.computeIfPresent(inventory.member(), (_, member) -> ((Member) member).leaving());
        return this;
    }

    /** One that is declared, and of which no plan has been made. */
    NewcomerFleet declared(MemberInventory inventory) {
        String id = inventory.member();
        Intent intent =
                new MemberIntent(ObjectMeta.named(id, Map.of()), SampleMembers.of(Optional.empty(), Optional.empty()));
        intents.put(intent.key(), intent);
        known.put(id, new Candidate(id, Optional.empty()));
        inventory.identity().ifPresent(own -> identities.put(id, own));
        inventory.kubeSystemUid().ifPresent(uid -> clusters.put(id, uid));
        inventories.put(id, inventory);
        return this;
    }

    NewcomerFleet reserved(int id, String member, String clusterName) {
        reservations.add(new ClusterIdReservation(PROFILE, id, member, clusterName));
        return this;
    }

    NewcomerFleet segments(Segment... all) {
        segments = Arrays.asList(all);
        return this;
    }

    NewcomerFleet guarded(ExportRule... all) {
        rules = Arrays.asList(all);
        return this;
    }

    private FleetState state() {
        Map<String, Intent> all = new TreeMap<>(intents);
        all.put(profile().key(), profile());
        return new FleetState(all, known, identities, reservations, Map.of(), clusters);
    }

    private NetworkProfileIntent profile() {
        return new NetworkProfileIntent(
                ObjectMeta.named(PROFILE, Map.of()),
                new NetworkProfileSpec(
                        EVERYBODY,
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        segments,
                        Optional.of(new ExportGuard(rules, false)),
                        60,
                        Optional.empty()));
    }

    Newcomer.Judged judge(Newcomer newcomer) {
        return newcomer.beside(state(), profile(), inventories, NOW);
    }

    /** The check of this name. */
    Check check(Newcomer newcomer, String name) {
        return named(judge(newcomer).checks(), name);
    }

    /** The same check of a plan, with whatever is declared. */
    Check planned(String name) {
        TargetRules.Decision decision = TargetRules.decide(state(), profile(), "plan");
        PlanInputs inputs = new PlanInputs(
                PROFILE,
                Optional.of(profile().spec()),
                Optional.empty(),
                Optional.empty(),
                decision.refused(),
                new TreeMap<>(),
                new TreeMap<>(),
                inventories,
                Map.of(),
                Map.of(),
                0);
        return named(new Planner(Prechecks.ALL).check(inputs, Target.of(decision), NOW), name);
    }

    private static Check named(List<Check> checks, String name) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
