package io.fleetmesh.controller.domain.access;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Member;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where members belong by what was applied last. Of those that are declared no more, and have not left, nothing else says it.
 *
 * @param byMember by member ID
 */
public record AppliedPlaces(Map<String, Set<Target>> byMember) {
    /** As long as nothing is known of what was applied. */
    public static final AppliedPlaces NONE = new AppliedPlaces(Map.of());

    public AppliedPlaces {
        byMember = Map.copyOf(byMember);
    }

    /** By what plans have made of profiles. */
    public static AppliedPlaces of(Collection<AppliedProfile> applied) {
        Map<String, Set<Target>> places = new HashMap<>();
        applied.forEach(profile -> profile.members()
                .forEach(member -> places.computeIfAbsent(member.id(), _ -> new HashSet<>())
                        .add(place(profile, member))));
        return new AppliedPlaces(places);
    }

    private static Target place(AppliedProfile profile, Member member) {
        Map<String, String> labels = profile.labels().getOrDefault(member.id(), Map.of());
        return Target.member(profile.profile(), Ownership.segments(profile.spec(), labels));
    }

    /** {@link Target#FLEET} alone if it belongs to no profile. */
    Set<Target> of(String member) {
        return byMember.getOrDefault(member, Set.of(Target.FLEET));
    }
}
