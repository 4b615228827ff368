package io.fleetmesh.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A fact from an object of Cilium's own. Addresses are as the API holds them: unchecked, in any spelling. */
public sealed interface CiliumFact extends MemberFact {

    /**
     * A CiliumNode.
     *
     * @param addresses {@code spec.addresses}, in their order
     * @param podCidrs {@code spec.ipam.podCIDRs}, then those of {@code spec.ipam.pools.allocated}, in their order
     * @param health addresses of the health endpoint
     * @param ingress addresses of the ingress listener
     * @param encryptionKey index of the IPsec key, 0 for none
     * @param nodeIdentity {@code spec.nodeidentity}, 0 where there is none
     * @param bootId empty where there is none
     */
    record CiliumNodeFact(
            String name,
            List<NodeAddress> addresses,
            List<String> podCidrs,
            IpPair health,
            IpPair ingress,
            int encryptionKey,
            long nodeIdentity,
            String bootId,
            Map<String, String> labels,
            Map<String, String> annotations)
            implements CiliumFact {

        public CiliumNodeFact {
            addresses = List.copyOf(addresses);
            podCidrs = List.copyOf(podCidrs);
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }

        @Override
        public String key() {
            return MemberFact.keyOf(Family.CILIUM_NODE, name);
        }
    }

    /**
     * A CiliumIdentity; not the {@link MemberFact.IdentityFact}, which is the member's own.
     *
     * @param name the identity's number, in decimal
     * @param namespace of its pods: the security label {@code k8s:io.kubernetes.pod.namespace}, as Cilium reads it
     * @param securityLabels by source and key, such as {@code k8s:app}
     */
    record CiliumIdentityFact(String name, Optional<String> namespace, Map<String, String> securityLabels)
            implements CiliumFact {

        public CiliumIdentityFact {
            securityLabels = Map.copyOf(securityLabels);
        }

        @Override
        public String key() {
            return MemberFact.keyOf(Family.CILIUM_IDENTITY, name);
        }
    }

    /** A CiliumEndpoint. */
    record CiliumEndpointFact(String namespace, PodEndpoint endpoint) implements CiliumFact {
        @Override
        public String key() {
            return MemberFact.keyOf(Family.CILIUM_ENDPOINT, namespace, endpoint.name());
        }
    }

    /** A CiliumEndpointSlice; all of its endpoints are of one namespace, while the object itself is of none. */
    record CiliumEndpointSliceFact(String name, String namespace, List<PodEndpoint> endpoints) implements CiliumFact {
        public CiliumEndpointSliceFact {
            endpoints = List.copyOf(endpoints);
        }

        @Override
        public String key() {
            return MemberFact.keyOf(Family.CILIUM_ENDPOINT_SLICE, name);
        }
    }

    /**
     * What a pod's endpoint says of itself.
     *
     * @param name the pod's
     * @param ips in the order of the object
     * @param nodeIp the node's address, by which the pod is reached
     * @param identity number of its CiliumIdentity; absent until it has one
     * @param encryptionKey index of the IPsec key, 0 for none
     */
    record PodEndpoint(
            String name,
            List<String> ips,
            Optional<String> nodeIp,
            Optional<Long> identity,
            int encryptionKey,
            Optional<String> serviceAccount) {

        public PodEndpoint {
            ips = List.copyOf(ips);
        }
    }

    /**
     * The DaemonSet that runs the member's agents.
     *
     * @param image of the agent, empty where there is none
     * @param version of the image's tag, if that is one
     */
    record CiliumAgentFact(String image, Optional<String> version) implements CiliumFact {
        /** The one key of its family. */
        public static final String KEY = MemberFact.keyOf(Family.CILIUM_AGENT, "kube-system", "cilium");

        @Override
        public String key() {
            return KEY;
        }
    }

    /**
     * The member's {@code cilium-config}: what decides about the mesh. What is absent is not set there, and has Cilium's
     * default.
     *
     * @param maxConnectedClusters 255 or 511
     * @param routingMode {@code tunnel} or {@code native}
     * @param tunnelProtocol {@code vxlan} or {@code geneve}
     * @param ipam Cilium's name of the mode, such as {@code cluster-pool}
     * @param encryption {@code ipsec} or {@code wireguard}; absent without encryption
     * @param namespacesGlobalByDefault whether a Namespace without the annotation takes part in the mesh
     * @param mcsApi whether ServiceExports count
     * @param endpointSlices whether the member runs CiliumEndpointSlices in place of CiliumEndpoints
     * @param version Cilium's, if the operator labels the object with it; what the agents' image says counts before it
     * @param network absent in facts that were written before it was recorded
     */
    record CiliumConfigFact(
            Optional<String> clusterName,
            Optional<Integer> clusterId,
            Optional<Integer> maxConnectedClusters,
            Optional<String> routingMode,
            Optional<String> tunnelProtocol,
            Optional<String> ipam,
            Optional<String> encryption,
            Optional<Boolean> namespacesGlobalByDefault,
            boolean mcsApi,
            boolean endpointSlices,
            Optional<String> version,
            Optional<CiliumNetwork> network)
            implements CiliumFact {

        /** The one key of its family. */
        public static final String KEY = MemberFact.keyOf(Family.CILIUM_CONFIG, "kube-system", "cilium-config");

        public CiliumConfigFact(
                Optional<String> clusterName,
                Optional<Integer> clusterId,
                Optional<Integer> maxConnectedClusters,
                Optional<String> routingMode,
                Optional<String> tunnelProtocol,
                Optional<String> ipam,
                Optional<String> encryption,
                Optional<Boolean> namespacesGlobalByDefault,
                boolean mcsApi,
                boolean endpointSlices,
                Optional<String> version) {
            this(
                    clusterName,
                    clusterId,
                    maxConnectedClusters,
                    routingMode,
                    tunnelProtocol,
                    ipam,
                    encryption,
                    namespacesGlobalByDefault,
                    mcsApi,
                    endpointSlices,
                    version,
                    Optional.empty());
        }

        @Override
        public String key() {
            return KEY;
        }
    }
}
