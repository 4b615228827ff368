package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.MeshRecord.Backend;
import io.fleetmesh.contract.MeshRecord.BackendPort;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Values byte for byte as stock Cilium 1.19 writes them. Pure: equal arguments give equal bytes. */
final class CiliumValues {
    /** A port of a frontend or backend on the wire. */
    private record WirePort(String protocol, int port) {}

    private record WireZone(String zone, List<String> forZones) {}

    private CiliumValues() {}

    /**
     * {@code cilium/cluster-config/<C>} as KVStoreMesh rewrites it: the data is cached, and has canaries.
     *
     * @param slices whether the reader is told of endpoint slices, beside services
     */
    static Bytes clusterConfig(ClusterConfigRecord config, boolean slices) {
        String mode = slices ? ",\"endpointSlicesExportMode\":\"services-and-endpointslices\"" : "";
        return new GoJson()
                .raw("{\"id\":")
                .number(config.clusterId())
                .raw(",\"capabilities\":{\"syncedCanaries\":true,\"cached\":true,\"maxConnectedClusters\":")
                .number(config.maxConnectedClusters())
                .raw(",\"serviceExportsEnabled\":" + config.serviceExportsEnabled() + mode + "}}")
                .bytes();
    }

    /**
     * A Service with the backends of all of its slices. An address that is in several slices has the ports of all of
     * them; where they disagree on a port name, a host name or a zone, the first slice decides.
     *
     * @param slices ascending by name
     */
    static Bytes service(ClusterConfigRecord config, ServiceRecord service, Collection<EndpointSliceRecord> slices) {
        SortedMap<String, SortedMap<String, WirePort>> backends = GoJson.sortedMap();
        SortedMap<String, String> hostnames = GoJson.sortedMap();
        SortedMap<String, WireZone> zones = GoJson.sortedMap();
        for (EndpointSliceRecord slice : slices) {
            for (Backend backend : slice.backends()) {
                String address = backend.address();
                addPorts(backends.computeIfAbsent(address, _ -> GoJson.sortedMap()), slice.ports());
                backend.hostname().ifPresent(name -> hostnames.putIfAbsent(address, name));
                backend.zone().ifPresent(zone -> zones.putIfAbsent(address, new WireZone(zone, backend.forZones())));
            }
        }
        GoJson json = new GoJson();
        json.raw("{\"cluster\":").string(config.clusterName());
        json.raw(",\"namespace\":").string(service.namespace());
        json.raw(",\"name\":").string(service.name());
        json.raw(",\"frontends\":").object(frontends(service), ports -> ports(json, ports));
        json.raw(",\"backends\":").object(backends, ports -> ports(json, ports));
        if (!hostnames.isEmpty()) {
            json.raw(",\"hostnames\":").object(hostnames, json::string);
        }
        if (!zones.isEmpty()) {
            json.raw(",\"zones\":").object(zones, zone -> zone(json, zone));
        }
        json.raw(",\"labels\":").object(sorted(service.labels()), json::string);
        json.raw(",\"selector\":").object(sorted(service.selector()), json::string);
        return json.raw(",\"includeExternal\":true,\"shared\":true,\"clusterID\":")
                .number(config.clusterId())
                .raw("}")
                .bytes();
    }

    private static void addPorts(SortedMap<String, WirePort> known, List<BackendPort> ports) {
        ports.forEach(port -> known.putIfAbsent(port.name(), new WirePort(port.protocol(), port.port())));
    }

    private static SortedMap<String, SortedMap<String, WirePort>> frontends(ServiceRecord service) {
        SortedMap<String, SortedMap<String, WirePort>> frontends = GoJson.sortedMap();
        for (String address : service.frontends()) {
            SortedMap<String, WirePort> ports = GoJson.sortedMap();
            for (ServicePort port : service.ports()) {
                ports.put(port.name(), new WirePort(port.protocol(), port.port()));
            }
            frontends.put(address, ports);
        }
        return frontends;
    }

    private static SortedMap<String, String> sorted(Map<String, String> map) {
        SortedMap<String, String> sorted = GoJson.sortedMap();
        sorted.putAll(map);
        return sorted;
    }

    private static void ports(GoJson json, SortedMap<String, WirePort> ports) {
        json.object(
                ports,
                port -> json.raw("{\"Protocol\":")
                        .string(port.protocol())
                        .raw(",\"Port\":")
                        .number(port.port())
                        .raw("}"));
    }

    private static void zone(GoJson json, WireZone zone) {
        json.raw("{\"zone\":").string(zone.zone()).raw(",\"forZones\":");
        json.array(zone.forZones(), name -> json.raw("{\"name\":").string(name).raw("}"));
        json.raw("}");
    }
}
