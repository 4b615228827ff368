package io.fleetmesh.contract;

import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.LabelSelector.Operator;
import io.fleetmesh.contract.resource.LabelSelector.Requirement;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.AddressRanges;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Encryption;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportGuard;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Namespaces;
import io.fleetmesh.contract.resource.NetworkProfileSpec.RoutingMode;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Sight;
import io.fleetmesh.contract.resource.NetworkProfileSpec.TunnelProtocol;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RoleBindingSpec;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.contract.resource.RolloutStrategySpec.Check;
import io.fleetmesh.contract.resource.RolloutStrategySpec.Gate;
import io.fleetmesh.contract.resource.RolloutStrategySpec.Wave;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One object of each kind, with all its fields. */
public final class Intents {
    private Intents() {}

    private static ObjectMeta meta(String name) {
        return new ObjectMeta(
                name,
                Map.of("region", "eu"),
                Map.of("example.org/note", "x"),
                Optional.of("fleetmesh.io/kubeconfig-folder"),
                Optional.of("12"),
                Optional.of(3L),
                Optional.of("2026-01-31T12:00:00Z"));
    }

    private static LabelSelector selector() {
        return new LabelSelector(
                Map.of("region", "eu"), List.of(new Requirement("tier", Operator.NOT_IN, List.of("test"))));
    }

    public static Intent member() {
        return Intent.of(
                meta("east"),
                new MemberSpec(
                        Optional.of(new MemberSpec.KubeconfigRef("east", Optional.of("admin"))),
                        Optional.of("https://10.0.0.1:6443"),
                        MemberSpec.Placement.MEMBER,
                        MemberSpec.Mode.JOIN,
                        Optional.of("eu-1"),
                        Optional.of("a")));
    }

    public static Intent profile() {
        Namespaces some = new Namespaces(List.of("shop"), List.of("payments"));
        return Intent.of(
                meta("shop"),
                new NetworkProfileSpec(
                        selector(),
                        Optional.of(new CiliumSettings(
                                Optional.of(511),
                                Optional.of(RoutingMode.TUNNEL),
                                Optional.of(TunnelProtocol.GENEVE),
                                Optional.of(Encryption.WIREGUARD),
                                Optional.of(false))),
                        Optional.of(new AddressRanges(List.of("10.0.0.0/8"), List.of("fd00::/48"))),
                        false,
                        List.of(new Segment("web", selector(), List.of(new Sight("web", Optional.of(some))))),
                        Optional.of(new ExportGuard(List.of(new ExportRule(selector(), Optional.of(some))), true)),
                        60,
                        Optional.of("careful"),
                        Optional.of(NetworkProfileSpec.Approval.SECOND_PERSON)));
    }

    public static Intent strategy() {
        return Intent.of(
                meta("careful"),
                new RolloutStrategySpec(
                        Optional.of(wave("first", Optional.empty(), Optional.of(1))),
                        List.of(wave("rest", Optional.of(selector()), Optional.empty())),
                        60,
                        List.of(new Gate(Check.SYNCED, 30)),
                        2,
                        List.of("first")));
    }

    public static Intent binding() {
        return Intent.of(
                meta("tenant"),
                new RoleBindingSpec(
                        new RoleBindingSpec.Subjects(List.of("alice"), List.of("https://id.example.org/shop")),
                        RoleBindingSpec.Role.PLANNER,
                        List.of("shop"),
                        List.of("web"),
                        List.of("payments")));
    }

    private static Wave wave(String name, Optional<LabelSelector> members, Optional<Integer> count) {
        return new Wave(name, members, count, Optional.empty(), Optional.of(30));
    }
}
