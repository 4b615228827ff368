package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.fleet.TargetRules;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What should stand on {@code applied-profiles}, {@code members} and {@code views.<profile>}.
 *
 * @param members of the profile, by ID
 * @param labels of these, by member ID: of who drains, those that it had
 * @param views by consumer
 */
public record Target(
        String profile,
        NavigableMap<String, Member> members,
        Map<String, Map<String, String>> labels,
        NavigableMap<String, ConsumerView> views) {
    public Target {
        members = Collections.unmodifiableNavigableMap(new TreeMap<>(members));
        labels = Map.copyOf(labels);
        views = Collections.unmodifiableNavigableMap(new TreeMap<>(views));
    }

    /** What was decided. */
    public static Target of(TargetRules.Decision decision) {
        AppliedProfile profile = decision.profile();
        NavigableMap<String, Member> members = new TreeMap<>();
        profile.members().forEach(member -> members.put(member.id(), member));
        return new Target(profile.profile(), members, profile.labels(), decision.views());
    }

    /** Those of one member. */
    public Map<String, String> labels(String member) {
        return labels.getOrDefault(member, Map.of());
    }
}
