package io.fleetmesh.contract;

import io.fleetmesh.contract.plan.Signature;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the plan that was applied last made of a profile. Its members and views follow from it, and from nothing that was
 * declared since.
 *
 * @param plan the plan's ID
 * @param spec the profile as the plan saw it
 * @param labels by member ID, as the plan saw them: segments go by them
 * @param members all that belong to it, those that are draining included; by ID, ascending
 * @param applied who applied the plan, and when; absent in records of earlier releases
 */
public record AppliedProfile(
        String profile,
        String plan,
        NetworkProfileSpec spec,
        Map<String, Map<String, String>> labels,
        List<Member> members,
        Optional<Signature> applied)
        implements FleetRecord {

    public AppliedProfile {
        labels = Map.copyOf(labels);
        members = List.copyOf(members);
    }

    /** What a plan would make of it: nobody has applied that yet. */
    public AppliedProfile(
            String profile,
            String plan,
            NetworkProfileSpec spec,
            Map<String, Map<String, String>> labels,
            List<Member> members) {
        this(profile, plan, spec, labels, members, Optional.empty());
    }

    /** The same, applied. */
    public AppliedProfile applied(Signature by) {
        return new AppliedProfile(profile, plan, spec, labels, members, Optional.of(by));
    }

    /** The same with other members. */
    public AppliedProfile with(List<Member> others) {
        return new AppliedProfile(profile, plan, spec, labels, others, applied);
    }

    /** The same without a member that has left. */
    public AppliedProfile without(String member) {
        return with(members.stream().filter(other -> !other.id().equals(member)).toList());
    }

    @Override
    public String key() {
        return profile;
    }
}
