package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Family;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which families of a member are watched, by its own configuration: CiliumEndpoints or CiliumEndpointSlices, and ServiceExports
 * with MCS-API only. The configuration comes first, so that nothing is written that it rules out.
 *
 * <p>A member that is switched to the other kind of endpoints is watched for both until the new kind was listed whole; the old
 * one is then ruled out, and its facts go.
 *
 * @param wanted to be listed and watched now
 * @param ruledOut no part of what the member runs: there are to be no facts of them
 */
public record Interest(Set<Family> wanted, Set<Family> ruledOut) {
    private static final Set<Family> CONFIGURED =
            Set.of(Family.CILIUM_ENDPOINT, Family.CILIUM_ENDPOINT_SLICE, Family.SERVICE_EXPORT);

    public Interest {
        wanted = Set.copyOf(wanted);
        ruledOut = Set.copyOf(ruledOut);
    }

    /** Before anything is known. */
    public static final Interest NONE = new Interest(Set.of(), Set.of());

    /**
     * What is watched of a member, as far as it is known.
     *
     * @param all that can be watched
     * @param asked whether the member was asked for its configuration, whatever came of it
     */
    public static Interest of(Set<Family> all, Recorded recorded, boolean asked) {
        if (!all.contains(Family.CILIUM_CONFIG)) {
            return new Interest(all, Set.of());
        }
        if (!recorded.complete().containsKey(Family.CILIUM_CONFIG)) {
            // One that refuses its configuration is watched for what does not depend on it.
            Set<Family> wanted = asked ? without(all, CONFIGURED) : Set.of(Family.CILIUM_CONFIG);
            return new Interest(wanted, Set.of());
        }
        Set<Family> configured = configured(recorded);
        Set<Family> ruledOut = without(CONFIGURED, configured);
        ruledOut.retainAll(all);
        return new Interest(without(all, ruledOut), ruledOut);
    }

    private static Set<Family> configured(Recorded recorded) {
        Set<Family> configured = EnumSet.of(endpoints(recorded.config()));
        Family other = otherEndpoints(endpoints(recorded.config()));
        if (!recorded.complete().containsKey(endpoints(recorded.config()))
                && recorded.complete().containsKey(other)) {
            configured.add(other);
        }
        if (exportsServices(recorded.config())) {
            configured.add(Family.SERVICE_EXPORT);
        }
        return configured;
    }

    private static Set<Family> without(Set<Family> families, Set<Family> some) {
        Set<Family> rest = EnumSet.copyOf(families);
        rest.removeAll(some);
        return rest;
    }

    /** The kind of endpoints that the member runs; without a configuration Cilium's default. */
    static Family endpoints(Optional<CiliumConfigFact> config) {
        return config.filter(CiliumConfigFact::endpointSlices).isPresent()
                ? Family.CILIUM_ENDPOINT_SLICE
                : Family.CILIUM_ENDPOINT;
    }

    static Family otherEndpoints(Family family) {
        return family == Family.CILIUM_ENDPOINT ? Family.CILIUM_ENDPOINT_SLICE : Family.CILIUM_ENDPOINT;
    }

    static boolean exportsServices(Optional<CiliumConfigFact> config) {
        return config.filter(CiliumConfigFact::mcsApi).isPresent();
    }

    /** Whether the configuration, which comes first, is known or was asked for in vain. */
    public boolean isDecided() {
        return wanted.stream().anyMatch(family -> family != Family.CILIUM_CONFIG);
    }

    /** Families of which one of both says something else than the other. */
    public Set<Family> changedSince(Interest before) {
        Set<Family> changed = EnumSet.noneOf(Family.class);
        for (Family family : Family.values()) {
            if (wanted.contains(family) != before.wanted.contains(family)) {
                changed.add(family);
            }
        }
        return changed;
    }
}
