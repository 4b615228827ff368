package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.LabelSelector.Operator;
import io.fleetmesh.contract.resource.LabelSelector.Requirement;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.RoleBindingSpec;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.contract.resource.RolloutStrategySpec.Wave;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an object must be beyond its schema, looked at by itself. */
final class ObjectRules {
    private static final int MOST = 100;
    private static final int NAMED = 20;

    private final String object;
    private final List<FieldProblem> problems = new ArrayList<>();

    private ObjectRules(String object) {
        this.object = object;
    }

    /** All that is wrong with {@code intent}. */
    static List<FieldProblem> problems(Intent intent) {
        ObjectRules rules = new ObjectRules(intent.key());
        switch (intent.spec()) {
            case MemberSpec member -> rules.member(member);
            case NetworkProfileSpec profile -> rules.profile(profile);
            case RolloutStrategySpec strategy -> rules.strategy(strategy);
            case RoleBindingSpec binding -> rules.binding(binding);
        }
        return List.copyOf(rules.problems);
    }

    private void member(MemberSpec member) {
        exactlyOne("spec", "kubeconfig and address", member.kubeconfig(), member.address());
    }

    private void profile(NetworkProfileSpec profile) {
        selector("spec.memberSelector", profile.memberSelector());
        profile.cilium()
                .flatMap(NetworkProfileSpec.CiliumSettings::maxConnectedClusters)
                .ifPresent(most -> {
                    if (most != 255 && most != 511) {
                        report("spec.cilium.maxConnectedClusters", most.toString(), "255 or 511");
                    }
                });
        List<Segment> segments = profile.segments();
        List<String> names = segments.stream().map(Segment::name).toList();
        unique("spec.segments", names);
        for (int i = 0; i < segments.size(); i++) {
            String path = "spec.segments[" + i + "].";
            selector(path + "memberSelector", segments.get(i).memberSelector());
            for (int j = 0; j < segments.get(i).sees().size(); j++) {
                known(
                        path + "sees[" + j + "].segment",
                        segments.get(i).sees().get(j).segment(),
                        names,
                        "segment");
            }
        }
        List<ExportRule> rules =
                profile.exportGuard().map(NetworkProfileSpec.ExportGuard::rules).orElse(List.of());
        for (int i = 0; i < rules.size(); i++) {
            selector(
                    "spec.exportGuard.rules[" + i + "].memberSelector",
                    rules.get(i).memberSelector());
        }
    }

    private void strategy(RolloutStrategySpec strategy) {
        strategy.canary().ifPresent(canary -> wave("spec.canary", canary));
        for (int i = 0; i < strategy.waves().size(); i++) {
            wave("spec.waves[" + i + "]", strategy.waves().get(i));
        }
        List<String> names = Stream.concat(strategy.canary().stream(), strategy.waves().stream())
                .map(Wave::name)
                .toList();
        unique("spec.waves", names);
        unique("spec.pausePoints", strategy.pausePoints());
        for (int i = 0; i < strategy.pausePoints().size(); i++) {
            known("spec.pausePoints[" + i + "]", strategy.pausePoints().get(i), names, "wave");
        }
    }

    private void binding(RoleBindingSpec binding) {
        if (binding.subjects().users().isEmpty() && binding.subjects().groups().isEmpty()) {
            report("spec.subjects", "nobody", "at least one user or group");
        }
        if (!binding.segments().isEmpty() && binding.profiles().size() != 1) {
            report("spec.profiles", binding.profiles().toString(), "the one profile whose segments are named");
        }
    }

    private void wave(String path, Wave wave) {
        exactlyOne(path, "memberSelector, count and percent", wave.memberSelector(), wave.count(), wave.percent());
        wave.memberSelector().ifPresent(selector -> selector(path + ".memberSelector", selector));
    }

    private void selector(String path, LabelSelector selector) {
        for (int i = 0; i < selector.matchExpressions().size(); i++) {
            Requirement requirement = selector.matchExpressions().get(i);
            boolean compares = requirement.operator() == Operator.IN || requirement.operator() == Operator.NOT_IN;
            if (compares == requirement.values().isEmpty()) {
                report(
                        path + ".matchExpressions[" + i + "].values",
                        requirement.values().toString(),
                        compares ? "at least one value" : "no values, for the operator does not compare any");
            }
        }
    }

    private void exactlyOne(String path, String what, Optional<?>... given) {
        long count = Stream.of(given).filter(Optional::isPresent).count();
        if (count != 1) {
            report(path, count + " of them", "exactly one of " + what);
        }
    }

    private void unique(String path, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                report(path, name + " twice", "each name once");
            }
        }
    }

    private void known(String path, String name, List<String> names, String what) {
        if (!names.contains(name)) {
            report(
                    path,
                    name,
                    names.isEmpty()
                            ? "nothing, for there is no " + what
                            : "the name of a " + what + ": " + some(names));
        }
    }

    /** A document can have very many of them, and be wrong as often. */
    private static String some(List<String> names) {
        String some = names.stream().distinct().sorted().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() <= NAMED ? some : some + " and others";
    }

    private void report(String path, String value, String expected) {
        if (problems.size() < MOST) {
            problems.add(new FieldProblem(object, path, value, expected));
        } else if (problems.size() == MOST) {
            problems.add(new FieldProblem(
                    object, path, "more than " + MOST + " problems", "fewer: put right what is named first"));
        }
    }
}
