package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.ForZone;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.SliceMeta;
import io.fleetmesh.contract.resource.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** EndpointSlices, with conditions as they are: absent ones keep Kubernetes' meaning. */
final class EndpointSliceKind extends FramedKind<EndpointSlice> {
    private static final String SERVICE = "kubernetes.io/service-name";
    private static final String OTHER_PROXY = "service.kubernetes.io/service-proxy-name";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    EndpointSliceKind() {
        super(
                Family.ENDPOINT_SLICE,
                "EndpointSlice",
                EndpointSlice.class,
                Scope.NAMESPACED,
                "apis/discovery.k8s.io/v1/endpointslices");
    }

    @Override
    public MemberFact map(EndpointSlice slice) throws BadField {
        ObjectMeta meta = slice.getMetadata();
        return new EndpointSliceFact(
                meta.getNamespace(),
                meta.getName(),
                service(meta),
                Fields.entry(meta.getLabels(), MANAGED_BY),
                Fields.required("addressType", slice.getAddressType()),
                ports(slice),
                endpoints(slice),
                Optional.of(new SliceMeta(
                        Fields.map("metadata.labels", meta.getLabels(), _ -> true),
                        Fields.map("metadata.annotations", meta.getAnnotations(), _ -> true))));
    }

    /** Empty, too, of a slice of another proxy: Kubernetes gives slices the labels of their Service, and Cilium skips both. */
    private static Optional<String> service(ObjectMeta meta) throws BadField {
        Optional<String> service = Fields.entry(meta.getLabels(), SERVICE);
        // Whoever may write slices may write any label's value there: one that is no Service's name is of no Service.
        if (service.isPresent() && !Format.LABEL_VALUE.fits(service.get())) {
            throw new BadField("metadata.labels[" + SERVICE + "]", Format.LABEL_VALUE.expected(), service.get());
        }
        return Fields.entry(meta.getLabels(), OTHER_PROXY).isPresent() ? Optional.empty() : service;
    }

    /** Numbers are as they are: unlike those of a Service, the API does not check them. */
    private static List<EndpointPort> ports(EndpointSlice slice) throws BadField {
        List<EndpointPort> ports = new ArrayList<>();
        for (var port : Fields.list(slice.getPorts())) {
            String field = "ports[" + ports.size() + "]";
            ports.add(new EndpointPort(
                    Fields.orEmpty(port.getName()),
                    Fields.protocol(field + ".protocol", port.getProtocol()),
                    Optional.ofNullable(port.getPort()),
                    Optional.ofNullable(port.getAppProtocol())));
        }
        return ports;
    }

    private static List<Endpoint> endpoints(EndpointSlice slice) throws BadField {
        List<Endpoint> endpoints = new ArrayList<>();
        for (var endpoint : Fields.list(slice.getEndpoints())) {
            endpoints.add(endpoint("endpoints[" + endpoints.size() + "]", endpoint));
        }
        return endpoints;
    }

    private static Endpoint endpoint(String field, io.fabric8.kubernetes.api.model.discovery.v1.Endpoint endpoint)
            throws BadField {
        List<String> addresses = new ArrayList<>();
        for (String address : Fields.list(endpoint.getAddresses())) {
            addresses.add(Fields.required(field + ".addresses[" + addresses.size() + "]", address));
        }
        Optional<EndpointConditions> conditions = Optional.ofNullable(endpoint.getConditions());
        return new Endpoint(
                addresses,
                conditions.map(EndpointConditions::getReady),
                conditions.map(EndpointConditions::getServing),
                conditions.map(EndpointConditions::getTerminating),
                Optional.ofNullable(endpoint.getHostname()),
                Optional.ofNullable(endpoint.getNodeName()),
                Optional.ofNullable(endpoint.getZone()),
                zones(field, endpoint));
    }

    private static List<String> zones(String field, io.fabric8.kubernetes.api.model.discovery.v1.Endpoint endpoint)
            throws BadField {
        List<String> zones = new ArrayList<>();
        if (endpoint.getHints() != null) {
            for (ForZone zone : Fields.list(endpoint.getHints().getForZones())) {
                zones.add(Fields.required(field + ".hints.forZones[" + zones.size() + "].name", zone.getName()));
            }
        }
        return zones;
    }
}
