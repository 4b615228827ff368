package io.fleetmesh.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a watcher saw in one member, trimmed to what decisions need. The newest record of a key is the member's present
 * state; a tombstone says that the object is gone.
 */
public sealed interface MemberFact extends FleetRecord
        permits MemberFact.NamespaceFact,
                MemberFact.ServiceFact,
                MemberFact.EndpointSliceFact,
                MemberFact.ServiceExportFact,
                CiliumFact,
                InventoryFact,
                MemberFact.IdentityFact,
                MemberFact.ReachabilityFact,
                MemberFact.CompletenessFact,
                MemberFact.MassDeleteHeldFact,
                MemberFact.UnreadableFact {

    /** Key within {@code fleetmesh.facts.<member>}. */
    @Override
    String key();

    /** A namespace; {@code global} is the annotation {@code clustermesh.cilium.io/global} as written, if it is there. */
    record NamespaceFact(String name, Optional<String> global) implements MemberFact {
        @Override
        public String key() {
            return keyOf(Family.NAMESPACE, name);
        }
    }

    /**
     * A Service.
     *
     * @param annotations only those that decide about the mesh: {@code service.cilium.io/*} and the older {@code io.cilium/*}
     * @param clusterIps as the API holds them; {@code None} for a headless Service
     * @param traffic absent in facts that were written before ServiceExports were watched
     * @param created by its API, in whole seconds; absent in facts of earlier releases
     */
    record ServiceFact(
            String namespace,
            String name,
            String type,
            Map<String, String> labels,
            Map<String, String> annotations,
            Map<String, String> selector,
            List<String> clusterIps,
            List<ServicePort> ports,
            Optional<ServiceTraffic> traffic,
            Optional<Instant> created)
            implements MemberFact {

        /** One of which nobody knows when it was created. */
        public ServiceFact(
                String namespace,
                String name,
                String type,
                Map<String, String> labels,
                Map<String, String> annotations,
                Map<String, String> selector,
                List<String> clusterIps,
                List<ServicePort> ports,
                Optional<ServiceTraffic> traffic) {
            this(namespace, name, type, labels, annotations, selector, clusterIps, ports, traffic, Optional.empty());
        }

        public ServiceFact(
                String namespace,
                String name,
                String type,
                Map<String, String> labels,
                Map<String, String> annotations,
                Map<String, String> selector,
                List<String> clusterIps,
                List<ServicePort> ports) {
            this(namespace, name, type, labels, annotations, selector, clusterIps, ports, Optional.empty());
        }

        public ServiceFact {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
            selector = Map.copyOf(selector);
            clusterIps = List.copyOf(clusterIps);
            ports = List.copyOf(ports);
        }

        @Override
        public String key() {
            return keyOf(Family.SERVICE, namespace, name);
        }
    }

    /** A Service's port. {@code name} is empty for an unnamed port; {@code protocol} is TCP, UDP or SCTP. */
    record ServicePort(String name, String protocol, int port) {}

    /**
     * An EndpointSlice.
     *
     * @param service the label {@code kubernetes.io/service-name}; empty where the slice has none, or is another proxy's
     * @param managedBy the label {@code endpointslice.kubernetes.io/managed-by}; empty where the slice has none
     * @param meta absent in facts that were written before slices were exported whole
     */
    record EndpointSliceFact(
            String namespace,
            String name,
            Optional<String> service,
            Optional<String> managedBy,
            String addressType,
            List<EndpointPort> ports,
            List<Endpoint> endpoints,
            Optional<SliceMeta> meta)
            implements MemberFact {

        public EndpointSliceFact(
                String namespace,
                String name,
                Optional<String> service,
                Optional<String> managedBy,
                String addressType,
                List<EndpointPort> ports,
                List<Endpoint> endpoints) {
            this(namespace, name, service, managedBy, addressType, ports, endpoints, Optional.empty());
        }

        public EndpointSliceFact {
            ports = List.copyOf(ports);
            endpoints = List.copyOf(endpoints);
        }

        @Override
        public String key() {
            return keyOf(Family.ENDPOINT_SLICE, namespace, name);
        }
    }

    /** All labels and annotations of a slice. */
    record SliceMeta(Map<String, String> labels, Map<String, String> annotations) {
        public SliceMeta {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }
    }

    /**
     * A slice's port; the API does not check it.
     *
     * @param port without it all ports are meant, which a service of the mesh cannot say
     * @param appProtocol absent in facts that were written before slices were exported whole, too
     */
    record EndpointPort(String name, String protocol, Optional<Integer> port, Optional<String> appProtocol) {
        public EndpointPort(String name, String protocol, Optional<Integer> port) {
            this(name, protocol, port, Optional.empty());
        }
    }

    /** One endpoint of a slice; an absent condition keeps its Kubernetes meaning and is not filled in here. */
    record Endpoint(
            List<String> addresses,
            Optional<Boolean> ready,
            Optional<Boolean> serving,
            Optional<Boolean> terminating,
            Optional<String> hostname,
            Optional<String> nodeName,
            Optional<String> zone,
            List<String> forZones) {

        public Endpoint {
            addresses = List.copyOf(addresses);
            forZones = List.copyOf(forZones);
        }
    }

    /**
     * A ServiceExport of MCS-API.
     *
     * @param created when the export was made, in whole seconds: the oldest decides where exporters conflict
     * @param exportedLabels labels that the exported service has
     * @param exportedAnnotations annotations that it has
     */
    record ServiceExportFact(
            String namespace,
            String name,
            Instant created,
            Map<String, String> exportedLabels,
            Map<String, String> exportedAnnotations)
            implements MemberFact {

        public ServiceExportFact {
            exportedLabels = Map.copyOf(exportedLabels);
            exportedAnnotations = Map.copyOf(exportedAnnotations);
        }

        @Override
        public String key() {
            return keyOf(Family.SERVICE_EXPORT, namespace, name);
        }
    }

    /** Who this member is: the UID of its {@code kube-system}, recorded at the first take-over and never replaced. */
    record IdentityFact(String kubeSystemUid) implements MemberFact {
        @Override
        public String key() {
            return "identity";
        }
    }

    /** How the member's API answers, and since when. */
    record ReachabilityFact(Reachability state, Instant since, String reason) implements MemberFact {
        @Override
        public String key() {
            return "reachability";
        }
    }

    /** What a watcher can say of a member's API. */
    enum Reachability {
        REACHABLE,
        /** No answer, or an error that says nothing about the objects. */
        UNREACHABLE,
        /** It answers, but what it says cannot be trusted as the truth: 403, 404, an older list. */
        SUSPECT,
        /** Another cluster than the recorded one. */
        WRONG_CLUSTER
    }

    /**
     * The family was listed whole at least once, at {@code resourceVersion}. It goes when the member leaves, or when its
     * configuration says that it does not run this family any more; the family's facts go with it.
     *
     * @param absent present and true if the member's API does not serve the kind, by its own discovery: there are none
     */
    record CompletenessFact(Family family, long generation, String resourceVersion, Optional<Boolean> absent)
            implements MemberFact {

        /** Of a kind that is served. */
        public CompletenessFact(Family family, long generation, String resourceVersion) {
            this(family, generation, resourceVersion, Optional.empty());
        }

        /** Whether the member's API does not serve the kind. */
        public boolean notServed() {
            return absent.orElse(false);
        }

        @Override
        public String key() {
            return "complete/" + family.segment();
        }
    }

    /** Deletes that were not written because they are too many to be believed; a tombstone says the hold is over. */
    record MassDeleteHeldFact(Family family, int held, int known) implements MemberFact {
        @Override
        public String key() {
            return "held/" + family.segment();
        }
    }

    /**
     * An object is there and cannot be read; its last fact stays. A tombstone says that it was read, or is gone.
     *
     * @param object the key of its fact
     * @param field path within the object
     * @param found what stands there, cut if it is long
     */
    record UnreadableFact(String object, String field, String found, String expected) implements MemberFact {
        @Override
        public String key() {
            return keyOf(object);
        }

        public static String keyOf(String object) {
            return "unreadable/" + object;
        }
    }

    /** The key of an object of this family; cluster-wide objects have a name only. */
    static String keyOf(Family family, String... path) {
        return family.segment() + "/" + String.join("/", path);
    }
}
