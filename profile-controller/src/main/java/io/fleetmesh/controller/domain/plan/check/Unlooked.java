package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.Precheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A check of plans that nothing can be said of before the cluster is declared.
 *
 * @param check its name
 * @param why in a line
 */
public record Unlooked(String check, String why) {
    private static final Map<String, String> NEVER = Map.of(
            "admission", "it counts who is declared; what would keep this cluster out stands with its name and ID",
            "store-reachable", "there is no store for it before it is a member",
            "lost-sight", "who joins takes services out of nobody's sight");

    private static final LabelSelector EVERYBODY = new LabelSelector(Map.of(), List.of());

    private static final String BY_LABELS =
            "the profile tells members apart by labels: say which the cluster will have, or declare it";

    /** Those of which it never can. */
    public static final List<Unlooked> NEVER_LOOKED = Prechecks.ALL.stream()
            .map(Precheck::name)
            .filter(NEVER::containsKey)
            .map(check -> new Unlooked(check, NEVER.getOrDefault(check, "")))
            .toList();

    /** Those of which it cannot beside this profile and by what is known of the cluster, in the order of plans. */
    static List<Unlooked> of(NetworkProfileSpec profile, MemberInventory inventory, boolean labelled) {
        return Prechecks.ALL.stream()
                .flatMap(
                        precheck -> why(precheck.name(), profile, inventory, labelled)
                                .map(why -> new Unlooked(precheck.name(), why))
                                .stream())
                .toList();
    }

    /** Whether it never can be. */
    public boolean never() {
        return NEVER.containsKey(check);
    }

    private static Optional<String> why(
            String check, NetworkProfileSpec profile, MemberInventory inventory, boolean labelled) {
        return switch (check) {
            case "agent-capacity" ->
                byLabels(profile, labelled)
                        .or(() -> unknown(
                                inventory.config().isPresent()
                                        && inventory.hasAllEndpoints()
                                        && inventory.isComplete(Family.CILIUM_NODE)
                                        && inventory.isComplete(Family.NAMESPACE),
                                "Cilium, its nodes and endpoints, and Namespaces"));
            case "export-guard" ->
                rules(profile).findAny().isEmpty()
                        ? Optional.empty()
                        : byLabels(profile, labelled)
                                .or(() -> unknown(
                                        inventory.isComplete(Family.NAMESPACE) && inventory.isComplete(Family.SERVICE),
                                        "Namespaces and Services"));
            case "one-way-sight" ->
                profile.segments().isEmpty() || labelled ? Optional.empty() : Optional.of(BY_LABELS);
            default -> Optional.ofNullable(NEVER.get(check));
        };
    }

    private static Optional<String> byLabels(NetworkProfileSpec profile, boolean labelled) {
        boolean apart = !profile.segments().isEmpty()
                || rules(profile).anyMatch(rule -> !rule.memberSelector().equals(EVERYBODY));
        return apart && !labelled ? Optional.of(BY_LABELS) : Optional.empty();
    }

    private static Stream<ExportRule> rules(NetworkProfileSpec profile) {
        return profile.exportGuard().stream().flatMap(guard -> guard.rules().stream());
    }

    private static Optional<String> unknown(boolean known, String what) {
        return known ? Optional.empty() : Optional.of("what is known of the cluster does not have all of its " + what);
    }
}
