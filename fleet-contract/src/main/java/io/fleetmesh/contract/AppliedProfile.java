package io.fleetmesh.contract;

import io.fleetmesh.contract.resource.NetworkProfileSpec;
import java.util.List;
import java.util.Map;

/**
 * What the plan that was applied last made of a profile. Its members and views follow from it, and from nothing that was
 * declared since.
 *
 * @param plan the plan's ID
 * @param spec the profile as the plan saw it
 * @param labels by member ID, as the plan saw them: segments go by them
 * @param members all that belong to it, those that are draining included; by ID, ascending
 */
public record AppliedProfile(
        String profile,
        String plan,
        NetworkProfileSpec spec,
        Map<String, Map<String, String>> labels,
        List<Member> members)
        implements FleetRecord {

    public AppliedProfile {
        labels = Map.copyOf(labels);
        members = List.copyOf(members);
    }

    /** The same without a member that has left. */
    public AppliedProfile without(String member) {
        return new AppliedProfile(
                profile,
                plan,
                spec,
                labels,
                members.stream().filter(other -> !other.id().equals(member)).toList());
    }

    @Override
    public String key() {
        return profile;
    }
}
