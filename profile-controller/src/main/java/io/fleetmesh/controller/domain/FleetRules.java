package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What all declared objects together must be. The same for the same objects, in whatever order they come. */
public final class FleetRules {
    /** Times sort as their texts do; within a second, by version. */
    private static final Comparator<MemberIntent> FIRST_COME = Comparator.comparing((MemberIntent member) ->
                    member.metadata().creationTimestamp().orElse("without"))
            .thenComparing(member ->
                    member.metadata().resourceVersion().map(Long::valueOf).orElse(Long.MAX_VALUE))
            .thenComparing(Intent::key);

    /** Of profiles that select one Member. */
    private static final int MOST_NAMED = 8;

    private FleetRules() {}

    /** All that is wrong between the objects, by object and field. */
    static List<FieldProblem> problems(Collection<Intent> intents) {
        List<NetworkProfileIntent> profiles = only(NetworkProfileIntent.class, intents);
        Set<String> keys = new HashSet<>();
        intents.forEach(intent -> keys.add(intent.key()));
        List<MemberIntent> members = only(MemberIntent.class, intents);
        return Stream.of(
                        members.stream().flatMap(member -> oneProfile(member, profiles)),
                        ownKubeconfig(members),
                        profiles.stream().flatMap(profile -> knownStrategy(profile, keys)))
                .flatMap(problems -> problems)
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
                        "labels that " + selecting.size() + " profiles select",
                        // Where nothing is cut: whoever reads it must know all whom to ask.
                        "labels that the memberSelector of one of " + named(selecting) + " selects, or of none"));
    }

    private static String named(List<String> profiles) {
        int more = profiles.size() - MOST_NAMED;
        return String.join(" and ", profiles.subList(0, Math.min(profiles.size(), MOST_NAMED)))
                + (more > 0 ? " and " + more + " more" : "");
    }

    /**
     * One cluster is one Member: otherwise who may declare in one profile could take a cluster of another one into it. Who came
     * later is told, and not whose it is.
     */
    private static Stream<FieldProblem> ownKubeconfig(List<MemberIntent> members) {
        Map<KubeconfigRef, List<MemberIntent>> users = new HashMap<>();
        members.forEach(member ->
                users.computeIfAbsent(used(member), _ -> new ArrayList<>()).add(member));
        return users.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .sorted(FIRST_COME)
                        .skip(1)
                        .map(later -> taken(later, entry.getKey().name())));
    }

    private static FieldProblem taken(MemberIntent later, String kubeconfig) {
        return later.spec().kubeconfig().isPresent()
                ? new FieldProblem(
                        later.key(),
                        "spec.kubeconfig",
                        kubeconfig,
                        "a kubeconfig, or a context of one, that no other Member refers to")
                : new FieldProblem(
                        later.key(),
                        "metadata.name",
                        kubeconfig,
                        "beside spec.address the name of a kubeconfig that no other Member refers to");
    }

    /** Who has an address instead uses the one of its own name. */
    private static KubeconfigRef used(MemberIntent member) {
        return member.spec()
                .kubeconfig()
                .orElseGet(() -> new KubeconfigRef(member.metadata().name(), Optional.empty()));
    }

    private static Stream<FieldProblem> knownStrategy(NetworkProfileIntent profile, Set<String> keys) {
        return profile.spec().rolloutStrategy().stream()
                .filter(name -> !keys.contains(Kind.ROLLOUT_STRATEGY.object(name)))
                .map(name -> unknownStrategy(profile.key(), name));
    }

    /**
     * That there is no such strategy.
     *
     * @param profile the key of the profile that names it
     */
    public static FieldProblem unknownStrategy(String profile, String name) {
        return new FieldProblem(profile, "spec.rolloutStrategy", name, "the name of a RolloutStrategy that there is");
    }

    private static <T extends Intent> List<T> only(Class<T> type, Collection<Intent> intents) {
        return intents.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
