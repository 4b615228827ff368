package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MemberFact.NamespaceFact;
import java.util.Optional;

/** Global namespaces, as of Cilium 1.19: a namespace that is not global gives nothing but what belongs to no namespace. */
final class NamespaceRule {
    private NamespaceRule() {}

    /** Whether a namespace takes part in the mesh; empty where it has not been seen (yet), so that nobody can say. */
    static Optional<Boolean> takesPart(Optional<NamespaceFact> namespace, boolean byDefault) {
        return namespace.map(found -> found.global().map(NamespaceRule::isTrue).orElse(byDefault));
    }

    /** As Cilium reads the values of its annotations. */
    static boolean isTrue(String value) {
        return value.equalsIgnoreCase("true");
    }
}
