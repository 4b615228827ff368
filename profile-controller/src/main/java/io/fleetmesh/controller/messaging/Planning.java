package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.Intent.RolloutStrategyIntent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.controller.domain.access.ApprovalRules;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.fleet.TargetRules;
import io.fleetmesh.controller.domain.plan.PlanInputs;
import io.fleetmesh.controller.domain.plan.Planner;
import io.fleetmesh.controller.domain.plan.Target;
import io.fleetmesh.controller.domain.plan.check.Prechecks;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Plans over what is declared and known at one moment; on the reader's thread. */
final class Planning {
    private static final Duration VALID = Duration.ofHours(1);

    private final Claims claims;
    private final FleetKeeper fleet;
    private final ExportKeeper exports;
    private final Planner planner = new Planner(Prechecks.ALL);

    Planning(Claims claims, FleetKeeper fleet, ExportKeeper exports) {
        this.claims = claims;
        this.fleet = fleet;
        this.exports = exports;
    }

    /** What a profile comes to. */
    sealed interface Look {
        /** A plan, and what would stand if it were applied. */
        record Found(Plan plan, AppliedProfile target) implements Look {}

        /** There is no such profile: it is not declared, and nobody belongs to it. */
        record NoProfile() implements Look {}

        /** It cannot be told yet, because not all facts are read. */
        record Behind(String reason) implements Look {}
    }

    /** The plan that was applied last, of a profile. */
    Optional<String> inForce(String profile) {
        return Optional.ofNullable(fleet.state().applied().get(profile)).map(AppliedProfile::plan);
    }

    /**
     * Plans what is declared of a profile. Of one that is declared no more, what was applied last: that all leave it.
     *
     * @param id the plan's
     * @param actor who asks
     */
    Look look(String profile, String id, String actor, Instant now) {
        FleetState state = fleet.state();
        Optional<NetworkProfileIntent> declared = state.profile(profile);
        Optional<AppliedProfile> applied = Optional.ofNullable(state.applied().get(profile));
        Optional<TargetRules.Decision> decision = declared.map(intent -> TargetRules.decide(state, intent, id))
                .or(() -> applied.filter(before -> !before.members().isEmpty())
                        .map(before -> TargetRules.leave(state, before, id)));
        if (decision.isEmpty()) {
            return new Look.NoProfile();
        }
        Optional<String> unread = fleet.inventories().unread();
        if (unread.isPresent()) {
            return new Look.Behind(unread.get());
        }
        Optional<NetworkProfileSpec> spec = declared.map(NetworkProfileIntent::spec);
        PlanInputs inputs = inputs(state, profile, spec, applied, decision.get());
        return new Look.Found(
                planner.plan(inputs, Target.of(decision.get()), id, actor, now, VALID),
                decision.get().profile());
    }

    private PlanInputs inputs(
            FleetState state,
            String profile,
            Optional<NetworkProfileSpec> spec,
            Optional<AppliedProfile> applied,
            TargetRules.Decision decision) {
        NavigableMap<String, ConsumerView> views = new TreeMap<>();
        claims.records(Topic.views(profile), ConsumerView.class).forEach(view -> views.put(view.consumer(), view));
        NavigableMap<String, Member> members = new TreeMap<>();
        state.members(profile).forEach(member -> members.put(member.id(), member));
        // What was agreed on for the profile holds for its end, too.
        NetworkProfileSpec ruling = decision.profile().spec();
        return new PlanInputs(
                profile,
                spec,
                applied,
                ruling.rolloutStrategy()
                        .map(name -> state.intents().get(Kind.ROLLOUT_STRATEGY.object(name)))
                        .filter(RolloutStrategyIntent.class::isInstance)
                        .map(strategy -> ((RolloutStrategyIntent) strategy).spec()),
                decision.refused(),
                members,
                views,
                fleet.inventories().all(),
                fleet.stores().all(),
                exports.waiting(profile),
                ApprovalRules.needed(ruling.approval()));
    }
}
