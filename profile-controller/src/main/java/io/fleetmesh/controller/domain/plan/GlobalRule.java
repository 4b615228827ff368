package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What would be exported, by the rules of the aggregator's ExportVerdict and SliceConversion: counted here, decided there. */
final class GlobalRule {
    private static final String MIRROR = "endpointslice-mesh-controller.cilium.io";
    private static final Set<String> ADDRESS_TYPES = Set.of("IPv4", "IPv6");

    private GlobalRule() {}

    /** Whether a Service is exported if its namespace takes part. */
    static boolean isGlobal(ServiceFact service) {
        return !service.type().equals("ExternalName")
                && !service.labels().containsKey("service.kubernetes.io/service-proxy-name")
                && flag(service.annotations(), "service.cilium.io/global", "io.cilium/global-service", false)
                && flag(service.annotations(), "service.cilium.io/shared", "io.cilium/shared-service", true);
    }

    private static boolean flag(Map<String, String> annotations, String name, String alias, boolean otherwise) {
        return Optional.ofNullable(annotations.get(name))
                .or(() -> Optional.ofNullable(annotations.get(alias)))
                .map(value -> value.equalsIgnoreCase("true"))
                .orElse(otherwise);
    }

    /** How many addresses a slice gives to its Service. */
    static int backends(EndpointSliceFact slice) {
        if (!ADDRESS_TYPES.contains(slice.addressType()) || slice.managedBy().equals(Optional.of(MIRROR))) {
            return 0;
        }
        return (int) slice.endpoints().stream()
                .filter(GlobalRule::takesTraffic)
                .flatMap(endpoint -> endpoint.addresses().stream())
                .distinct()
                .count();
    }

    private static boolean takesTraffic(Endpoint endpoint) {
        return endpoint.ready().orElse(true) || endpoint.serving().orElse(true);
    }
}
