package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MeshFamily;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Which facts each family of mesh records rests on, as the member is configured. */
final class Readiness {
    private static final Set<Family> SERVICES = Set.of(Family.NAMESPACE, Family.SERVICE, Family.ENDPOINT_SLICE);
    private static final Set<Family> NODES = Set.of(Family.CILIUM_NODE);
    /** What is of a namespace rests on the configuration, too: its default decides where a namespace says nothing. */
    private static final Set<Family> IDENTITIES =
            Set.of(Family.NAMESPACE, Family.CILIUM_CONFIG, Family.CILIUM_IDENTITY);

    private Readiness() {}

    /** The families that must have been listed whole, so that what is not in the facts is not in the member. */
    static Set<Family> families(MeshFamily family, Optional<CiliumConfigFact> config, Markers markers) {
        return switch (family) {
            // Without the configuration, services are exported by the profile's default: members may lack Cilium.
            case SERVICES, ENDPOINT_SLICES -> SERVICES;
            case NODES -> NODES;
            case IDENTITIES -> IDENTITIES;
            case IPS -> with(IDENTITIES, endpoints(config, markers));
            case SERVICE_EXPORTS -> {
                Set<Family> needed = EnumSet.of(Family.NAMESPACE, Family.CILIUM_CONFIG, Family.SERVICE);
                yield config.filter(CiliumConfigFact::mcsApi).isPresent()
                        ? with(needed, Family.SERVICE_EXPORT)
                        : needed;
            }
        };
    }

    /**
     * Whose endpoints count. A member that is switched to the other kind counts by the old one until the new one was listed
     * whole, or its addresses would go and come again.
     */
    static Family endpoints(Optional<CiliumConfigFact> config, Markers markers) {
        boolean slices = config.filter(CiliumConfigFact::endpointSlices).isPresent();
        Family configured = slices ? Family.CILIUM_ENDPOINT_SLICE : Family.CILIUM_ENDPOINT;
        Family other = slices ? Family.CILIUM_ENDPOINT : Family.CILIUM_ENDPOINT_SLICE;
        return markers.has(configured) || !markers.has(other) ? configured : other;
    }

    /** Whether ServiceExports count: the member is configured for them and has the kind. */
    static boolean exportsServices(Optional<CiliumConfigFact> config, Markers markers) {
        return config.filter(CiliumConfigFact::mcsApi).isPresent() && markers.served(Family.SERVICE_EXPORT);
    }

    private static Set<Family> with(Set<Family> families, Family one) {
        Set<Family> all = EnumSet.copyOf(families);
        all.add(one);
        return all;
    }
}
