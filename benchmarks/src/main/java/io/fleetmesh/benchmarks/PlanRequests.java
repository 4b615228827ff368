package io.fleetmesh.benchmarks;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.MemberSpec.Mode;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.fleet.Sights;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import io.fleetmesh.controller.domain.fleet.TargetRules;
import io.fleetmesh.controller.domain.plan.InventoryTable;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.PlanInputs;
import io.fleetmesh.controller.domain.plan.Planner;
import io.fleetmesh.controller.domain.plan.Target;
import io.fleetmesh.controller.domain.plan.check.Prechecks;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Requests for a plan of a profile that selects all members, some of which have joined it: what the controller does for one, but for
 * Kafka and HTTP, from what is declared and known as records to the plan as bytes.
 */
final class PlanRequests {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String PROFILE = "default";
    /** To see that it fits into a record, as the record, and as the answer. */
    private static final int ENCODED = 3;

    private final InventoryTable table;
    private final Planner planner = new Planner(Prechecks.ALL);
    private final Map<String, Intent> intents = new TreeMap<>();
    private final Map<String, KnownMember> known = new TreeMap<>();
    private final Map<String, StoreSight> stores = new HashMap<>();
    private final AppliedProfile applied;
    private final NavigableMap<String, ConsumerView> views;

    /**
     * In a fleet that stands still but for its facts.
     *
     * @param labels of all members, by ID
     * @param joined who is a member already
     */
    PlanRequests(
            InventoryTable table,
            NetworkProfileSpec spec,
            Map<String, Map<String, String>> labels,
            Set<String> joined) {
        this.table = table;
        declare(Intent.of(ObjectMeta.named(PROFILE, Map.of()), spec));
        labels.forEach((id, its) -> {
            declare(Intent.of(
                    ObjectMeta.named(id, its),
                    new MemberSpec(
                            Optional.empty(),
                            Optional.of("https://" + id + ".example:6443"),
                            Placement.HUB,
                            Mode.JOIN,
                            Optional.empty(),
                            Optional.empty())));
            known.put(id, new Candidate(id, Optional.empty()));
        });
        // As a plan has made them members.
        AppliedProfile all = target(state(Map.of())).profile();
        this.applied = all.with(all.members().stream()
                .filter(member -> joined.contains(member.id()))
                .toList());
        this.views = Sights.of(applied);
        applied.members().forEach(member -> {
            known.put(member.id(), member);
            stores.put(member.id(), new StoreSight.Serves(2, 50, joined.size(), 0, Optional.empty()));
        });
    }

    private void declare(Intent intent) {
        intents.put(intent.key(), intent);
    }

    /** Makes one; the number of its bytes. */
    int make() {
        Plan plan = plan();
        int bytes = 0;
        for (int i = 0; i < ENCODED; i++) {
            bytes = Codec.encode(plan).length;
        }
        return bytes;
    }

    private Plan plan() {
        FleetState state = state(Map.of(PROFILE, applied));
        TargetRules.Decision decision = target(state);
        PlanInputs inputs = new PlanInputs(
                PROFILE,
                Optional.of(decision.profile().spec()),
                Optional.of(applied),
                Optional.empty(),
                decision.refused(),
                byId(state.members(PROFILE)),
                views,
                table.all(),
                stores,
                Map.of(),
                0);
        return planner.plan(inputs, Target.of(decision), "plan-1", "bench", NOW, Duration.ofHours(1));
    }

    private FleetState state(Map<String, AppliedProfile> byPlans) {
        return new FleetState(intents, known, identities(), List.of(), byPlans);
    }

    private static TargetRules.Decision target(FleetState state) {
        return TargetRules.decide(state, state.profile(PROFILE).orElseThrow(), "plan-1");
    }

    private Map<String, CiliumIdentity> identities() {
        Map<String, CiliumIdentity> identities = new TreeMap<>();
        for (MemberInventory inventory : table.all().values()) {
            inventory
                    .config()
                    .ifPresent(config -> identities.put(
                            inventory.member(),
                            new CiliumIdentity(
                                    config.clusterName().orElse(CiliumIdentity.NO_NAME),
                                    config.clusterId().orElse(0),
                                    CiliumIdentity.highBit(config))));
        }
        return identities;
    }

    private static NavigableMap<String, Member> byId(Collection<Member> members) {
        NavigableMap<String, Member> byId = new TreeMap<>();
        members.forEach(member -> byId.put(member.id(), member));
        return byId;
    }
}
