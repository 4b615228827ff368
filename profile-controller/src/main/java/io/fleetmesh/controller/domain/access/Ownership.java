package io.fleetmesh.controller.domain.access;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.Intent.RoleBindingIntent;
import io.fleetmesh.contract.Intent.RolloutStrategyIntent;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.controller.domain.Selection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where declared objects belong, by what is declared together with them. */
final class Ownership {
    private final List<NetworkProfileIntent> profiles;

    Ownership(Collection<Intent> all) {
        profiles = all.stream()
                .filter(NetworkProfileIntent.class::isInstance)
                .map(NetworkProfileIntent.class::cast)
                .toList();
    }

    /** All places where it belongs; {@link Target#FLEET} alone if to no profile. */
    Set<Target> of(Intent intent) {
        Set<Target> places = switch (intent) {
            case MemberIntent member -> members(member);
            case NetworkProfileIntent profile ->
                Set.of(Target.profile(profile.metadata().name()));
            case RolloutStrategyIntent strategy ->
                strategies(strategy.metadata().name());
            case RoleBindingIntent binding -> targets(binding.spec().profiles().stream());
        };
        return places.isEmpty() ? Set.of(Target.FLEET) : places;
    }

    private Set<Target> members(MemberIntent member) {
        Map<String, String> labels = member.metadata().labels();
        return profiles.stream()
                .filter(profile -> Selection.matches(profile.spec().memberSelector(), labels))
                .map(profile -> Target.member(profile.metadata().name(), segments(profile.spec(), labels)))
                .collect(Collectors.toSet());
    }

    /** In which of a profile's segments a member with these labels is. */
    static Set<String> segments(NetworkProfileSpec profile, Map<String, String> labels) {
        return profile.segments().stream()
                .filter(segment -> Selection.matches(segment.memberSelector(), labels))
                .map(Segment::name)
                .collect(Collectors.toSet());
    }

    private Set<Target> strategies(String name) {
        return targets(profiles.stream()
                .filter(profile ->
                        profile.spec().rolloutStrategy().filter(name::equals).isPresent())
                .map(profile -> profile.metadata().name()));
    }

    private static Set<Target> targets(Stream<String> names) {
        return names.map(Target::profile).collect(Collectors.toSet());
    }
}
