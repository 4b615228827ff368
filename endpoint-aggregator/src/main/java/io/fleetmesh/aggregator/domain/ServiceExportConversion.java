package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MeshRecord.ExportPort;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.ServiceTraffic;
import java.util.List;
import java.util.Optional;

/** A ServiceExport of a global namespace with the Service of its name, as a mesh record. */
final class ServiceExportConversion {
    private ServiceExportConversion() {}

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
        return Desired.of(record(export, service.get()), List.of());
    }

    private static Desired refused(ServiceExportFact export, String found, String expected) {
        return Desired.withheld(List.of(new Problem(export.key(), "service", found, expected)));
    }

    private static ServiceExportRecord record(ServiceExportFact export, ServiceFact service) {
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
                traffic.sessionAffinity(),
                traffic.sessionAffinityTimeout(),
                traffic.ipFamilies(),
                traffic.internalTrafficPolicy(),
                traffic.trafficDistribution());
    }
}
