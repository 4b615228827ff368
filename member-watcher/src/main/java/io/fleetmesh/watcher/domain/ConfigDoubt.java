package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointSliceFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Where a list and the member's configuration do not go together. */
public final class ConfigDoubt {
    private ConfigDoubt() {}

    /**
     * Why {@code list} must not be believed, empty if it may.
     *
     * @param released whether the operator allows that addresses go this time
     */
    public static Optional<Trouble> doubt(Recorded recorded, FamilySnapshot list, Holds holds, boolean released) {
        if (!list.served()) {
            return missingKind(recorded, list.family());
        }
        Family family = list.family();
        if (family == Family.CILIUM_CONFIG) {
            return unreadable(recorded, list);
        }
        boolean firstAfterSwitch = family == Interest.endpoints(recorded.config())
                && (family == Family.CILIUM_ENDPOINT || family == Family.CILIUM_ENDPOINT_SLICE)
                && !recorded.complete().containsKey(family)
                && recorded.complete().containsKey(Interest.otherEndpoints(family));
        return firstAfterSwitch && !released ? notFilled(list, holds) : Optional.empty();
    }

    /** A configuration that cannot be read is none that is not there, which would mean Cilium's defaults. */
    private static Optional<Trouble> unreadable(Recorded recorded, FamilySnapshot list) {
        return list.unreadable().isEmpty() || recorded.config().isPresent()
                ? Optional.empty()
                : Optional.of(
                        Trouble.suspect(
                                "cilium-config has a value that cannot be read, and no earlier one is known; expected what Cilium reads"));
    }

    /** A kind that the member is configured for should be there; while it is not, what is known stays. */
    private static Optional<Trouble> missingKind(Recorded recorded, Family family) {
        boolean slices = family == Family.CILIUM_ENDPOINT_SLICE && family == Interest.endpoints(recorded.config());
        boolean exports = family == Family.SERVICE_EXPORT && Interest.exportsServices(recorded.config());
        if (!slices && !exports) {
            return Optional.empty();
        }
        return Optional.of(Trouble.suspect(
                "cilium-config has " + (slices ? "enable-cilium-endpoint-slice" : "clustermesh-enable-mcs-api")
                        + ", and the API does not serve " + family.segment()
                        + "; expected its custom resource definition"));
    }

    /**
     * When a member is switched, Cilium's operator fills the new kind bit by bit, after the configuration says that it is in
     * use. Until it has nearly all pods of the old one, it is not the truth about them.
     */
    private static Optional<Trouble> notFilled(FamilySnapshot list, Holds holds) {
        Set<String> known = pods(holds.facts(Interest.otherEndpoints(list.family())));
        Set<String> missing = new HashSet<>(known);
        Set<String> listed = pods(list.facts().values());
        missing.removeAll(listed);
        boolean empty = listed.isEmpty() && !known.isEmpty();
        return empty || MassDeleteRule.SWITCH.holds(missing.size(), known.size())
                ? Optional.of(Trouble.suspect("list of " + list.family().segment() + " lacks " + missing.size() + " of "
                        + known.size() + " pods of "
                        + Interest.otherEndpoints(list.family()).segment()
                        + ", expected nearly all: it is not filled yet"))
                : Optional.empty();
    }

    private static Set<String> pods(Collection<MemberFact> facts) {
        Set<String> pods = new HashSet<>();
        for (MemberFact fact : facts) {
            if (fact instanceof CiliumEndpointFact(String namespace, var endpoint)) {
                pods.add(namespace + "/" + endpoint.name());
            } else if (fact instanceof CiliumEndpointSliceFact slice) {
                slice.endpoints().forEach(endpoint -> pods.add(slice.namespace() + "/" + endpoint.name()));
            }
        }
        return pods;
    }
}
