package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.controller.domain.fleet.Refusal;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a plan rests on, beside the target.
 *
 * @param profile its name
 * @param spec as declared; absent if the profile is declared no more, so that all its members leave
 * @param applied what the plan that was applied last has made of it, if one was
 * @param strategy that the profile names
 * @param refused what keeps declared members out of the target
 * @param members of this profile as they stand, by ID
 * @param views as they stand, by consumer
 * @param inventories by member ID
 * @param stores how members' stores serve them, by member ID
 * @param waiting services whose export waits for approval, as {@code namespace/name}, by member ID; of this profile
 * @param approvalsNeeded how many others must approve a plan
 */
public record PlanInputs(
        String profile,
        Optional<NetworkProfileSpec> spec,
        Optional<AppliedProfile> applied,
        Optional<RolloutStrategySpec> strategy,
        List<Refusal> refused,
        NavigableMap<String, Member> members,
        NavigableMap<String, ConsumerView> views,
        Map<String, MemberInventory> inventories,
        Map<String, StoreSight> stores,
        Map<String, List<String>> waiting,
        int approvalsNeeded) {

    public PlanInputs {
        refused = List.copyOf(refused);
        members = Collections.unmodifiableNavigableMap(new TreeMap<>(members));
        views = Collections.unmodifiableNavigableMap(new TreeMap<>(views));
        inventories = Map.copyOf(inventories);
        stores = Map.copyOf(stores);
        waiting = Map.copyOf(waiting);
    }

    /** Of a member of which nothing is known, one that says so. */
    public MemberInventory inventory(String member) {
        MemberInventory known = inventories.get(member);
        return known == null ? MemberInventory.unknown(member) : known;
    }

    /** How a member's store serves it. */
    public StoreSight store(String member) {
        return stores.getOrDefault(member, new StoreSight.Unheard());
    }

    /** As it was applied last. */
    public Optional<NetworkProfileSpec> appliedSpec() {
        return applied.map(AppliedProfile::spec);
    }

    /** Of members as they were applied last, by member ID; without those of who has left since. */
    public Map<String, Map<String, String>> appliedLabels() {
        Map<String, Map<String, String>> labels = new HashMap<>();
        applied.ifPresent(was -> was.members()
                .forEach(member -> labels.put(member.id(), was.labels().getOrDefault(member.id(), Map.of()))));
        return labels;
    }
}
