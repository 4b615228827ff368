package io.fleetmesh.benchmarks;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
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
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.PlanInputs;
import io.fleetmesh.controller.domain.plan.Planner;
import io.fleetmesh.controller.domain.plan.Retention;
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
import java.util.stream.Stream;

/**
 * Requests for a plan of a profile that selects all members, some of which have joined it: what the controller does for one, but for
 * Kafka and HTTP: it decodes what it keeps of members, views, cluster IDs and applied profiles, decides what the profile comes to,
 * plans and checks that, compares the plan with those that are open, and encodes it.
 */
final class PlanRequests {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String PROFILE = "default";
    /** To see that it fits into a record, as the record, and as the answer. */
    private static final int ENCODED = 3;

    private static final Instant LATE = Instant.parse("2027-01-01T00:00:00Z");
    private static final Optional<StoreStatus.Trust> TRUST = Optional.of(new StoreStatus.Trust(LATE, LATE));

    private final InventoryTable table;
    private final Planner planner = new Planner(Prechecks.ALL);
    private final Map<String, Intent> intents = new TreeMap<>();
    private final KeptLog log = new KeptLog();
    private final Map<String, StoreSight> stores = new HashMap<>();
    private List<Plan> open = List.of();

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
            log.put(new Candidate(id, Optional.empty()));
        });
        // As a plan has made them members.
        AppliedProfile all = target(state()).profile();
        AppliedProfile applied = all.with(all.members().stream()
                .filter(member -> joined.contains(member.id()))
                .toList());
        log.put(applied);
        Sights.of(applied).values().forEach(log::put);
        applied.members().forEach(member -> {
            log.put(member);
            log.put(new ClusterIdReservation(PROFILE, member.clusterId(), member.id(), member.clusterName()));
            stores.put(member.id(), new StoreSight.Serves(2, 50, joined.size(), 0, TRUST));
        });
    }

    private void declare(Intent intent) {
        intents.put(intent.key(), intent);
    }

    /** Makes one; the number of its bytes. */
    int make() {
        Plan plan = plan();
        Optional<String> inForce = applied(state()).map(AppliedProfile::plan);
        if (Retention.decide(open, plan, inForce, NOW) instanceof Retention.Decision.Room) {
            open = List.of(plan);
        }
        int bytes = 0;
        for (int i = 0; i < ENCODED; i++) {
            bytes = Codec.encode(plan).length;
        }
        return bytes;
    }

    /** What checks say that they do not know: nothing of members with all facts. */
    List<String> unknown() {
        return plan().checks().stream().flatMap(PlanRequests::unknown).toList();
    }

    private static Stream<String> unknown(Check check) {
        Stream<String> said =
                check.findings().stream().map(Finding::fact).filter(fact -> fact.contains(Judgement.NOT_KNOWN));
        Stream<String> unsaid = check.omitted() == 0
                ? Stream.empty()
                : Stream.of(check.omitted() + " findings are not told, and could be that something"
                        + Judgement.NOT_KNOWN + "somebody");
        return Stream.concat(said, unsaid).map(text -> check.name() + ": " + text);
    }

    private Plan plan() {
        FleetState state = state();
        TargetRules.Decision decision = target(state);
        PlanInputs inputs = new PlanInputs(
                PROFILE,
                Optional.of(decision.profile().spec()),
                applied(state),
                Optional.empty(),
                decision.refused(),
                byId(state.members(PROFILE)),
                byKey(log.records(ConsumerView.class)),
                table.all(),
                stores,
                Map.of(),
                0);
        return planner.plan(inputs, Target.of(decision), "plan-1", "bench", NOW, Duration.ofHours(1));
    }

    private FleetState state() {
        // Who has joined is a candidate no more.
        Map<String, KnownMember> known = new TreeMap<>(byKey(log.records(Candidate.class)));
        known.putAll(byKey(log.records(Member.class)));
        return new FleetState(
                intents,
                known,
                identities(),
                log.records(ClusterIdReservation.class).toList(),
                byKey(log.records(AppliedProfile.class)));
    }

    private static <T extends FleetRecord> NavigableMap<String, T> byKey(Stream<T> records) {
        NavigableMap<String, T> byKey = new TreeMap<>();
        records.forEach(record -> byKey.put(record.key(), record));
        return byKey;
    }

    private static Optional<AppliedProfile> applied(FleetState state) {
        return Optional.ofNullable(state.applied().get(PROFILE));
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
