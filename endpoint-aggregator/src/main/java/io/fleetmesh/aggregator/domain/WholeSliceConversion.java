package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.SliceMeta;
import io.fleetmesh.contract.MeshRecord.WholeSliceRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A slice of an exported Service as Cilium 1.20 exports it: as it is, but for what an agent would refuse the whole slice for.
 * Problems are those that {@link SliceConversion} does not name already.
 */
final class WholeSliceConversion {
    private static final Comparator<Endpoint> ORDER = Comparator.comparing(
                    (Endpoint endpoint) -> endpoint.addresses().getFirst())
            .thenComparing(Endpoint::toString);

    private final EndpointSliceFact fact;
    private final List<Problem> problems = new ArrayList<>();

    private WholeSliceConversion(EndpointSliceFact fact) {
        this.fact = fact;
    }

    /** @param fact of an exported Service */
    static Desired of(EndpointSliceFact fact) {
        if (SliceConversion.isMirrored(fact)) {
            return Desired.NOTHING;
        }
        if (!SliceConversion.isExportable(fact)) {
            return Desired.withheld(
                    List.of(new Problem(fact.key(), "addressType", fact.addressType(), "IPv4 or IPv6")));
        }
        WholeSliceConversion conversion = new WholeSliceConversion(fact);
        WholeSliceRecord record = conversion.record();
        if (!conversion.problems.isEmpty()) {
            conversion.problems.removeAll(SliceConversion.of(fact).problems());
        }
        return Desired.of(record, conversion.problems);
    }

    private WholeSliceRecord record() {
        return new WholeSliceRecord(
                fact.namespace(),
                fact.name(),
                fact.meta().map(SliceMeta::labels).orElseGet(this::knownLabels),
                fact.meta().map(SliceMeta::annotations).orElse(Map.of()),
                fact.addressType(),
                fact.ports().stream().filter(this::isUsable).toList(),
                fact.endpoints().stream()
                        .map(this::usable)
                        .flatMap(Optional::stream)
                        .sorted(ORDER)
                        .toList());
    }

    /** Of a fact that an earlier release wrote: those that agents look at. */
    private Map<String, String> knownLabels() {
        Map<String, String> labels = new HashMap<>();
        fact.service().ifPresent(service -> labels.put("kubernetes.io/service-name", service));
        fact.managedBy().ifPresent(manager -> labels.put("endpointslice.kubernetes.io/managed-by", manager));
        return labels;
    }

    /** One without a number means all ports, which a slice, unlike a service of the mesh, can say. */
    private boolean isUsable(EndpointPort port) {
        return port.port().isEmpty()
                || SliceConversion.isUsable(
                        fact, port.name(), port.protocol(), port.port().get(), problems);
    }

    /** An endpoint with what it has of usable addresses. */
    private Optional<Endpoint> usable(Endpoint endpoint) {
        List<String> addresses = new ArrayList<>();
        for (String address : endpoint.addresses()) {
            IpText.canonical(address)
                    .filter(text -> IpText.isV4(text) == fact.addressType().equals("IPv4"))
                    .ifPresentOrElse(addresses::add, () -> problems.add(unusable(address)));
        }
        if (addresses.equals(endpoint.addresses())) {
            return Optional.of(endpoint).filter(_ -> !addresses.isEmpty());
        }
        return Optional.of(addresses).filter(some -> !some.isEmpty()).map(some -> withAddresses(endpoint, some));
    }

    private static Endpoint withAddresses(Endpoint endpoint, List<String> addresses) {
        return new Endpoint(
                addresses,
                endpoint.ready(),
                endpoint.serving(),
                endpoint.terminating(),
                endpoint.hostname(),
                endpoint.nodeName(),
                endpoint.zone(),
                endpoint.forZones());
    }

    private Problem unusable(String address) {
        return IpText.canonical(address).isEmpty()
                ? SliceConversion.badAddress(fact, address)
                : new Problem(
                        fact.key(),
                        "endpoints.addresses",
                        address,
                        "an " + fact.addressType() + " address, as its slice says");
    }
}
