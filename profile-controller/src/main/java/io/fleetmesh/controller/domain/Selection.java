package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.LabelSelector.Requirement;
import java.util.Map;

/** Whom a label selector selects, as Kubernetes has it. */
public final class Selection {
    private Selection() {}

    /** Whether all of {@code selector} holds for {@code labels}. */
    public static boolean matches(LabelSelector selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.matchLabels().entrySet())
                && selector.matchExpressions().stream().allMatch(requirement -> holds(requirement, labels));
    }

    private static boolean holds(Requirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.key());
        return switch (requirement.operator()) {
            case IN -> value != null && requirement.values().contains(value);
            case NOT_IN -> value == null || !requirement.values().contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
        };
    }
}
