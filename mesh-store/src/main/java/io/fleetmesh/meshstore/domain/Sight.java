package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.NamespaceChoice;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a view shows of one source's entries.
 *
 * @param slices whether endpoint slices are among them, which the consumer's own Cilium decides
 * @param draining whether services are withdrawn, in each of their forms
 * @param namespaces of which entries are shown; those that are of none are always
 */
record Sight(boolean slices, boolean draining, NamespaceChoice namespaces) {
    private static final Set<MeshFamily> WITHDRAWN =
            EnumSet.of(MeshFamily.SERVICES, MeshFamily.ENDPOINT_SLICES, MeshFamily.SERVICE_EXPORTS);

    /** What {@code view} says of a source. */
    static Sight of(ConsumerView view, String source, boolean slices) {
        return new Sight(slices, view.draining().contains(source), view.namespacesOf(source));
    }

    /** Whether agents are told of the family: its canary may stand, even if none of its entries is shown. */
    boolean announces(MeshFamily family) {
        return slices || family != MeshFamily.ENDPOINT_SLICES;
    }

    /** Whether entries of the family are shown, those of the right namespaces. */
    boolean gives(MeshFamily family) {
        return announces(family) && !(draining && WITHDRAWN.contains(family));
    }

    /** Whether an entry is shown. */
    static boolean has(NamespaceChoice seen, Optional<String> namespace) {
        return namespace.map(seen::has).orElse(true);
    }
}
