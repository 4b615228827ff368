package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.LabelSelector.Requirement;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Whom a label selector selects, as Kubernetes has it. */
public final class Selection {
    private Selection() {}

    /** Whether all of {@code selector} holds for {@code labels}. */
    public static boolean matches(LabelSelector selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.matchLabels().entrySet())
                && selector.matchExpressions().stream().allMatch(requirement -> holds(requirement, labels));
    }

    /** What labels a Member of {@code profile} alone needs in place of these; empty if these are such. */
    public static Optional<String> otherThan(
            Map<String, String> labels, NetworkProfileIntent profile, Collection<NetworkProfileIntent> all) {
        if (!matches(profile.spec().memberSelector(), labels)) {
            return Optional.of("labels that the memberSelector of " + profile.key() + " selects");
        }
        // Whose it is stays untold: who asks need not see it.
        return all.stream()
                        .filter(other -> !other.key().equals(profile.key()))
                        .anyMatch(other -> matches(other.spec().memberSelector(), labels))
                ? Optional.of("labels that no other profile selects than " + profile.key())
                : Optional.empty();
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
