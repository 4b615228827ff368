package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What all declared objects together must be. The same for the same objects, in whatever order they come. */
final class FleetRules {
    private FleetRules() {}

    /** All that is wrong between the objects, by object and field. */
    static List<FieldProblem> problems(Collection<Intent> intents) {
        List<NetworkProfileIntent> profiles = only(NetworkProfileIntent.class, intents);
        Set<String> keys = new HashSet<>();
        intents.forEach(intent -> keys.add(intent.key()));
        return Stream.concat(
                        only(MemberIntent.class, intents).stream().flatMap(member -> oneProfile(member, profiles)),
                        profiles.stream().flatMap(profile -> knownStrategy(profile, keys)))
                .sorted(Comparator.comparing(FieldProblem::object).thenComparing(FieldProblem::field))
                .toList();
    }

    private static Stream<FieldProblem> oneProfile(MemberIntent member, List<NetworkProfileIntent> profiles) {
        List<String> selecting = profiles.stream()
                .filter(profile -> Selection.matches(
                        profile.spec().memberSelector(), member.metadata().labels()))
                .map(Intent::key)
                .sorted()
                .toList();
        return selecting.size() < 2
                ? Stream.empty()
                : Stream.of(new FieldProblem(
                        member.key(),
                        "metadata.labels",
                        "labels that are selected by " + String.join(" and ", selecting),
                        "labels that the memberSelector of one NetworkProfile selects, or of none"));
    }

    private static Stream<FieldProblem> knownStrategy(NetworkProfileIntent profile, Set<String> keys) {
        return profile.spec().rolloutStrategy().stream()
                .filter(name -> !keys.contains(Kind.ROLLOUT_STRATEGY.object(name)))
                .map(name -> new FieldProblem(
                        profile.key(), "spec.rolloutStrategy", name, "the name of a RolloutStrategy that there is"));
    }

    private static <T extends Intent> List<T> only(Class<T> type, Collection<Intent> intents) {
        return intents.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
