package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.api.model.ClientIPConfig;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.SessionAffinityConfig;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.ServiceTraffic;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Services. All labels are kept: they are part of what Cilium's agents are sent. */
final class ServiceKind extends FramedKind<Service> {
    ServiceKind() {
        super(Family.SERVICE, "Service", Service.class, Scope.NAMESPACED, "api/v1/services");
    }

    @Override
    public NameForm names() {
        return NameForm.LABEL;
    }

    @Override
    public MemberFact map(Service service) throws BadField {
        ObjectMeta meta = service.getMetadata();
        ServiceSpec spec = Fields.present("spec", service.getSpec());
        return new ServiceFact(
                meta.getNamespace(),
                meta.getName(),
                spec.getType() == null ? "ClusterIP" : spec.getType(),
                Fields.map("metadata.labels", meta.getLabels(), _ -> true),
                Fields.map("metadata.annotations", meta.getAnnotations(), ServiceKind::decidesAboutTheMesh),
                Fields.map("spec.selector", spec.getSelector(), _ -> true),
                clusterIps(spec),
                ports(spec),
                Optional.of(traffic(spec)),
                created(meta));
    }

    /** Only the order of those that export a name hangs on it: one that is no time leaves the Service as it is. */
    private static Optional<Instant> created(ObjectMeta meta) {
        try {
            return Optional.ofNullable(meta.getCreationTimestamp())
                    .map(time -> Instant.parse(time).truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static ServiceTraffic traffic(ServiceSpec spec) {
        Map<String, String> appProtocols = new HashMap<>();
        for (var port : Fields.list(spec.getPorts())) {
            if (port.getAppProtocol() != null) {
                appProtocols.put(Fields.orEmpty(port.getName()), port.getAppProtocol());
            }
        }
        return new ServiceTraffic(
                spec.getSessionAffinity() == null ? "None" : spec.getSessionAffinity(),
                Optional.ofNullable(spec.getSessionAffinityConfig())
                        .map(SessionAffinityConfig::getClientIP)
                        .map(ClientIPConfig::getTimeoutSeconds),
                Fields.list(spec.getIpFamilies()),
                Optional.ofNullable(spec.getInternalTrafficPolicy()),
                Optional.ofNullable(spec.getTrafficDistribution()),
                appProtocols);
    }

    private static boolean decidesAboutTheMesh(String annotation) {
        return annotation.startsWith("service.cilium.io/") || annotation.startsWith("io.cilium/");
    }

    /** API servers before dual stack fill the single field only. */
    private static List<String> clusterIps(ServiceSpec spec) throws BadField {
        List<String> all = Fields.list(spec.getClusterIPs());
        if (all.isEmpty()) {
            String one = Fields.orEmpty(spec.getClusterIP());
            return one.isEmpty() ? List.of() : List.of(one);
        }
        for (int i = 0; i < all.size(); i++) {
            var _ = Fields.required("spec.clusterIPs[" + i + "]", all.get(i));
        }
        return all;
    }

    private static List<ServicePort> ports(ServiceSpec spec) throws BadField {
        List<ServicePort> ports = new ArrayList<>();
        for (var port : Fields.list(spec.getPorts())) {
            String field = "spec.ports[" + ports.size() + "]";
            ports.add(new ServicePort(
                    Fields.orEmpty(port.getName()),
                    Fields.protocol(field + ".protocol", port.getProtocol()),
                    Fields.port(field + ".port", port.getPort())));
        }
        return ports;
    }
}
