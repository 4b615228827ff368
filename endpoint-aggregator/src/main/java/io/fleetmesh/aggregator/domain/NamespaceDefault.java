package io.fleetmesh.aggregator.domain;

import java.util.Optional;

/**
 * What a profile says of Namespaces without the annotation.
 *
 * @param applied by the plan that was applied last; absent if none ever was
 */
public record NamespaceDefault(Optional<Boolean> applied) {
    /** Of members from configuration: they have no profile that could say something. */
    public static final NamespaceDefault NOT_APPLIED = new NamespaceDefault(Optional.empty());

    static NamespaceDefault of(boolean global) {
        return new NamespaceDefault(Optional.of(global));
    }

    /** Whether they are global, as far as the profile decides it: as by Cilium's own default where no plan was ever applied. */
    boolean global() {
        return applied.orElse(true);
    }
}
