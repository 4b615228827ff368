package io.fleetmesh.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one admitted member gives to the mesh, in {@code fleetmesh.mesh.<profile>.<member>}. */
public sealed interface MeshRecord extends FleetRecord {

    /** Key within {@code fleetmesh.mesh.<profile>.<member>}. */
    @Override
    String key();

    /**
     * Cilium's cluster configuration of this member: its name, ID and what peers may expect of it.
     *
     * @param ciliumVersion what its own agents are, which decides what they are shown; absent where nobody knows
     */
    record ClusterConfigRecord(
            String clusterName,
            int clusterId,
            int maxConnectedClusters,
            boolean serviceExportsEnabled,
            Optional<String> ciliumVersion)
            implements MeshRecord {

        public ClusterConfigRecord(
                String clusterName, int clusterId, int maxConnectedClusters, boolean serviceExportsEnabled) {
            this(clusterName, clusterId, maxConnectedClusters, serviceExportsEnabled, Optional.empty());
        }

        /** The one key of its kind. */
        public static final String KEY = "cluster-config";

        @Override
        public String key() {
            return KEY;
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

    /**
     * A service name that the member would export, in whatever form, and may not before somebody approves: nothing else of it is
     * given.
     *
     * @param created of what it would export, by the member's API; absent in records that rest on facts without it
     */
    record HeldExportRecord(String namespace, String name, Optional<Instant> created) implements MeshRecord {
        /** What keys begin with. */
        public static final String PREFIX = "heldexport/";

        @Override
        public String key() {
            return keyOf(namespace, name);
        }

        public static String keyOf(String namespace, String name) {
            return PREFIX + namespace + "/" + name;
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

    /**
     * An EndpointSlice of an exported Service, as it is in its member: what agents of Cilium 1.20 and newer may read in place of
     * the service's backends. Those that take no traffic are in it, too.
     *
     * @param labels all of them; that of the Service's name is always there
     * @param annotations all of them
     * @param addressType {@code IPv4} or {@code IPv6}
     * @param endpoints in the order of their addresses, each with at least one, of {@code addressType} and in RFC 5952 text
     */
    record WholeSliceRecord(
            String namespace,
            String name,
            Map<String, String> labels,
            Map<String, String> annotations,
            String addressType,
            List<MemberFact.EndpointPort> ports,
            List<MemberFact.Endpoint> endpoints)
            implements MeshRecord {

        public WholeSliceRecord {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
            ports = List.copyOf(ports);
            endpoints = List.copyOf(endpoints);
        }

        @Override
        public String key() {
            return keyOf(namespace, name);
        }

        public static String keyOf(String namespace, String name) {
            return "wholeslice/" + namespace + "/" + name;
        }
    }

    /**
     * A node, of whatever namespace settings.
     *
     * @param addresses in the order of its CiliumNode, in RFC 5952 text as all addresses here
     * @param wireguardPubKey empty without WireGuard
     * @param annotations all of them
     */
    record NodeRecord(
            String name,
            List<NodeAddress> addresses,
            AllocCidrs ipv4,
            AllocCidrs ipv6,
            IpPair health,
            IpPair ingress,
            int encryptionKey,
            long nodeIdentity,
            Map<String, String> labels,
            Map<String, String> annotations,
            String wireguardPubKey,
            String bootId)
            implements MeshRecord {

        public NodeRecord {
            addresses = List.copyOf(addresses);
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }

        @Override
        public String key() {
            return keyOf(name);
        }

        public static String keyOf(String name) {
            return "node/" + name;
        }
    }

    /** A node's pod CIDRs of one IP family, as {@code address/length}; the first one that it has is the primary. */
    record AllocCidrs(Optional<String> primary, List<String> secondary) {
        public static final AllocCidrs NONE = new AllocCidrs(Optional.empty(), List.of());

        public AllocCidrs {
            secondary = List.copyOf(secondary);
        }
    }

    /**
     * A security identity within the cluster's range.
     *
     * @param labels at least one, in the order in which Cilium writes them: by key, whatever the source
     */
    record IdentityRecord(long id, List<SecurityLabel> labels) implements MeshRecord {
        public IdentityRecord {
            labels = List.copyOf(labels);
        }

        @Override
        public String key() {
            return keyOf(id);
        }

        public static String keyOf(long id) {
            return "identity/" + id;
        }
    }

    /** A label of an identity; {@code source} says who vouches for it, such as {@code k8s}. */
    record SecurityLabel(String source, String key, String value) {}

    /**
     * Whose an address is. It stands in the topic only while the record of its identity does, if that is not 0 or reserved.
     *
     * @param ip in RFC 5952 text
     * @param hostIp the address of its node
     * @param identity 0 where the endpoint has none yet
     * @param encryptionKey index of the IPsec key, 0 for none
     */
    record IpRecord(
            String ip,
            Optional<String> hostIp,
            long identity,
            int encryptionKey,
            String namespace,
            String pod,
            Optional<String> serviceAccount)
            implements MeshRecord {

        @Override
        public String key() {
            return keyOf(ip);
        }

        public static String keyOf(String ip) {
            return "ip/" + ip;
        }
    }

    /**
     * A Service that its member exports by MCS-API.
     *
     * @param created of the ServiceExport, in whole seconds
     * @param labels those that the ServiceExport names, and so the annotations
     */
    record ServiceExportRecord(
            String namespace,
            String name,
            Instant created,
            boolean headless,
            List<ExportPort> ports,
            Map<String, String> labels,
            Map<String, String> annotations,
            String sessionAffinity,
            Optional<Integer> sessionAffinityTimeout,
            List<String> ipFamilies,
            Optional<String> internalTrafficPolicy,
            Optional<String> trafficDistribution)
            implements MeshRecord {

        public ServiceExportRecord {
            ports = List.copyOf(ports);
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
            ipFamilies = List.copyOf(ipFamilies);
        }

        @Override
        public String key() {
            return keyOf(namespace, name);
        }

        public static String keyOf(String namespace, String name) {
            return "serviceexport/" + namespace + "/" + name;
        }
    }

    /** A port of an exported Service. */
    record ExportPort(String name, String protocol, int port, Optional<String> appProtocol) {}

    /**
     * All that the member gives of this family was written at least once, from complete facts.
     *
     * @param generation the smallest one of the facts' families that it rests on
     */
    record CompletenessRecord(MeshFamily family, long generation) implements MeshRecord {
        /** Of services. */
        public CompletenessRecord(long generation) {
            this(MeshFamily.SERVICES, generation);
        }

        /** A body without a family is of the time when there were services only. */
        @JsonCreator
        static CompletenessRecord of(
                @JsonProperty("family") Optional<MeshFamily> family, @JsonProperty("generation") long generation) {
            return new CompletenessRecord(family.orElse(MeshFamily.SERVICES), generation);
        }

        @Override
        public String key() {
            return keyOf(family);
        }

        public static String keyOf(MeshFamily family) {
            return "complete/" + family.segment();
        }
    }
}
