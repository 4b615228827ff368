package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MeshRecord.Backend;
import io.fleetmesh.contract.MeshRecord.BackendPort;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * A slice of an exported Service as a mesh record, with what had to be left out. Backends stand in the order of their
 * address text, so a slice that the API lists in another order is not a change. A slice without usable backends still has a
 * record: scaling to zero is then an ordinary write, not a delete that must wait for permission.
 */
record SliceConversion(Optional<EndpointSliceRecord> value, List<Problem> problems) {
    /** Slices that Cilium's operator mirrored from other members: exporting them again would make a loop. */
    private static final String MIRROR = "endpointslice-mesh-controller.cilium.io";

    private static final Set<String> ADDRESS_TYPES = Set.of("IPv4", "IPv6");
    private static final Set<String> PROTOCOLS = Set.of("TCP", "UDP", "SCTP");
    private static final int MAX_PORT = 65_535;

    /** Which of two endpoints of one slice that claim one address is kept; any rule will do that ignores their order. */
    private static final BinaryOperator<Backend> OWNER = BinaryOperator.minBy(
            Comparator.comparing((Backend b) -> b.hostname().orElse("")).thenComparing(Backend::toString));

    SliceConversion {
        problems = List.copyOf(problems);
    }

    /** Whether the slice is of a kind that is exported at all. */
    static boolean isExportable(EndpointSliceFact fact) {
        return ADDRESS_TYPES.contains(fact.addressType()) && fact.service().isPresent() && !isMirrored(fact);
    }

    static boolean isMirrored(EndpointSliceFact fact) {
        return fact.managedBy().equals(Optional.of(MIRROR));
    }

    static SliceConversion of(EndpointSliceFact fact) {
        if (!isExportable(fact)) {
            return new SliceConversion(Optional.empty(), List.of());
        }
        List<Problem> problems = new ArrayList<>();
        EndpointSliceRecord value = new EndpointSliceRecord(
                fact.namespace(),
                fact.name(),
                fact.service().orElseThrow(),
                ports(fact, problems),
                backends(fact, problems));
        return new SliceConversion(Optional.of(value), problems);
    }

    private static List<BackendPort> ports(EndpointSliceFact fact, List<Problem> problems) {
        List<BackendPort> ports = new ArrayList<>();
        for (EndpointPort port : fact.ports()) {
            String protocol = port.protocol().isEmpty() ? "TCP" : port.protocol();
            // Without a number it means all ports, which the mesh cannot say.
            port.port().ifPresent(number -> {
                if (isUsable(fact, port.name(), protocol, number, problems)) {
                    ports.add(new BackendPort(port.name(), protocol, number));
                }
            });
        }
        return ports;
    }

    static boolean isUsable(EndpointSliceFact fact, String name, String protocol, int number, List<Problem> problems) {
        String field = "ports[" + name + "]";
        if (!PROTOCOLS.contains(protocol)) {
            problems.add(new Problem(fact.key(), field + ".protocol", protocol, "TCP, UDP or SCTP"));
            return false;
        }
        if (number < 1 || number > MAX_PORT) {
            problems.add(new Problem(fact.key(), field + ".port", Integer.toString(number), "1 to " + MAX_PORT));
            return false;
        }
        return true;
    }

    private static List<Backend> backends(EndpointSliceFact fact, List<Problem> problems) {
        Map<String, Backend> byAddress = new TreeMap<>();
        for (Endpoint endpoint : fact.endpoints()) {
            if (takesTraffic(endpoint)) {
                for (String address : endpoint.addresses()) {
                    IpText.canonical(address)
                            .map(text -> backend(text, endpoint))
                            .ifPresentOrElse(
                                    backend -> byAddress.merge(backend.address(), backend, OWNER),
                                    () -> problems.add(badAddress(fact, address)));
                }
            }
        }
        return List.copyOf(byAddress.values());
    }

    /** Ready or serving, and an absent condition counts as true: a pod that terminates but still serves stays. */
    private static boolean takesTraffic(Endpoint endpoint) {
        return endpoint.ready().orElse(true) || endpoint.serving().orElse(true);
    }

    private static Backend backend(String address, Endpoint endpoint) {
        Optional<String> zone = endpoint.zone().filter(name -> !name.isEmpty());
        // Hints are only meaningful beside a zone: agents read them from the zone's entry.
        List<String> forZones = zone.isPresent() ? endpoint.forZones() : List.of();
        return new Backend(address, endpoint.hostname().filter(name -> !name.isEmpty()), zone, forZones);
    }

    static Problem badAddress(EndpointSliceFact fact, String address) {
        return new Problem(fact.key(), "endpoints.addresses", address, "an IPv4 or IPv6 address without a zone");
    }
}
