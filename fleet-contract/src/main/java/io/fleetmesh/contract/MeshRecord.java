package io.fleetmesh.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one admitted member gives to the mesh, in {@code fleetmesh.mesh.<profile>.<member>}. */
public sealed interface MeshRecord extends FleetRecord {

    /** Key within {@code fleetmesh.mesh.<profile>.<member>}. */
    @Override
    String key();

    /** Cilium's cluster configuration of this member: its name, ID and what peers may expect of it. */
    record ClusterConfigRecord(
            String clusterName, int clusterId, int maxConnectedClusters, boolean serviceExportsEnabled)
            implements MeshRecord {
        @Override
        public String key() {
            return "cluster-config";
        }
    }

    /** An exported Service without its endpoints; {@code frontends} is empty for a headless Service. */
    record ServiceRecord(
            String namespace,
            String name,
            boolean headless,
            List<String> frontends,
            List<MemberFact.ServicePort> ports,
            Map<String, String> labels,
            Map<String, String> selector)
            implements MeshRecord {

        public ServiceRecord {
            frontends = List.copyOf(frontends);
            ports = List.copyOf(ports);
            labels = Map.copyOf(labels);
            selector = Map.copyOf(selector);
        }

        @Override
        public String key() {
            return keyOf(namespace, name);
        }

        public static String keyOf(String namespace, String name) {
            return "service/" + namespace + "/" + name;
        }
    }

    /** The backends that one EndpointSlice gives to an exported Service: only those that are ready or serving. */
    record EndpointSliceRecord(
            String namespace, String name, String service, List<BackendPort> ports, List<Backend> backends)
            implements MeshRecord {

        public EndpointSliceRecord {
            ports = List.copyOf(ports);
            backends = List.copyOf(backends);
        }

        @Override
        public String key() {
            return keyOf(namespace, name);
        }

        public static String keyOf(String namespace, String name) {
            return "endpointslice/" + namespace + "/" + name;
        }
    }

    /** A port of every backend of its slice. */
    record BackendPort(String name, String protocol, int port) {}

    /** One backend; {@code address} is in RFC 5952 text. */
    record Backend(String address, Optional<String> hostname, Optional<String> zone, List<String> forZones) {
        public Backend {
            forZones = List.copyOf(forZones);
        }
    }

    /** All of this member's services and slices were written at least once, from complete facts of this generation. */
    record CompletenessRecord(long generation) implements MeshRecord {
        @Override
        public String key() {
            return "complete/services";
        }
    }
}
