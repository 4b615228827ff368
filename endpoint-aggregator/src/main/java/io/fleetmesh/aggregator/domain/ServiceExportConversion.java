package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MeshRecord.ExportPort;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.ServiceTraffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A ServiceExport of a global namespace with the Service of its name, as a mesh record. Cilium's operator refuses the whole of
 * one that has a value which it does not know: such a value is left out.
 */
final class ServiceExportConversion {
    private static final Set<String> AFFINITIES = Set.of("None", "ClientIP");
    private static final Set<String> POLICIES = Set.of("Cluster", "Local");
    private static final Set<String> DISTRIBUTIONS = Set.of("PreferClose", "PreferSameZone", "PreferSameNode");

    private final ServiceExportFact export;
    private final ServiceFact service;
    private final List<Problem> problems = new ArrayList<>();

    private ServiceExportConversion(ServiceExportFact export, ServiceFact service) {
        this.export = export;
        this.service = service;
    }

    /** @param service of the same name; what has none, or none that agents could use, is not exported */
    static Desired of(ServiceExportFact export, Optional<ServiceFact> service) {
        if (service.isEmpty()) {
            return refused(export, "none", "a Service of this name");
        }
        if (ExportVerdict.isExternalName(service.get())) {
            return refused(export, "ExternalName", "a Service of another type");
        }
        if (ExportVerdict.hasOtherProxy(service.get())) {
            return refused(export, "another proxy's", "a Service without a service-proxy-name");
        }
        ServiceExportConversion conversion = new ServiceExportConversion(export, service.get());
        return Desired.of(conversion.record(), conversion.problems);
    }

    private static Desired refused(ServiceExportFact export, String found, String expected) {
        return Desired.withheld(List.of(new Problem(export.key(), "service", found, expected)));
    }

    private ServiceExportRecord record() {
        ServiceTraffic traffic = service.traffic().orElse(ServiceTraffic.DEFAULT);
        return new ServiceExportRecord(
                export.namespace(),
                export.name(),
                export.created(),
                // The label service.kubernetes.io/headless does not count here, unlike for global services.
                ServiceConversion.hasNoClusterIp(service),
                service.ports().stream()
                        .map(port -> new ExportPort(
                                port.name(),
                                port.protocol(),
                                port.port(),
                                Optional.ofNullable(traffic.appProtocols().get(port.name()))))
                        .toList(),
                export.exportedLabels(),
                export.exportedAnnotations(),
                known("sessionAffinity", Optional.of(traffic.sessionAffinity()), AFFINITIES)
                        .orElse("None"),
                traffic.sessionAffinityTimeout(),
                traffic.ipFamilies(),
                known("internalTrafficPolicy", traffic.internalTrafficPolicy(), POLICIES),
                known("trafficDistribution", traffic.trafficDistribution(), DISTRIBUTIONS));
    }

    private Optional<String> known(String field, Optional<String> value, Set<String> all) {
        if (value.isPresent() && !all.contains(value.get())) {
            String expected = "one of " + all.stream().sorted().collect(Collectors.joining(", "));
            problems.add(new Problem(service.key(), "spec." + field, value.get(), expected));
        }
        return value.filter(all::contains);
    }
}
