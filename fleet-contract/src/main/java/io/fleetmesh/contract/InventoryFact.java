package io.fleetmesh.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a watcher has found by asking a member now and then, and not by watching. One of each for a member, under a key of its
 * own beside the families: they have no completeness, are never listed, and nothing is deleted because of them. What is absent
 * is not known; that the member has none is said.
 */
public sealed interface InventoryFact extends MemberFact {

    /**
     * The cluster and the way to it.
     *
     * @param kubernetesVersion {@code gitVersion} of the API server, such as {@code v1.35.4}
     * @param serviceCidrs of all ServiceCIDRs, ascending; absent where the API does not serve them or they may not be listed
     * @param nodePodCidrs of plain Nodes, by name; asked for only where Cilium takes no pod CIDRs for its CiliumNodes, which
     *     say them otherwise
     * @param clockSkewSeconds by how much the API server's clock is ahead of the watcher's, negative if behind; right to about
     *     a second, and as long as it changes by two at most it stays as it is
     * @param serverCertificateExpires end of the certificate that the API server, or a proxy before it, has shown
     * @param clientCertificateExpires end of the watcher's own certificate; absent, too, where it uses a token
     * @param deniedRights of those that a watcher wants: the API server says no, or gave no answer since it did
     * @param unknownRights of those that a watcher wants: the API server has not said yes or no
     * @param wantedRights how many a watcher wants, denied and unknown ones included; absent in records of earlier releases
     */
    record ClusterFact(
            Optional<String> kubernetesVersion,
            Optional<List<String>> serviceCidrs,
            Optional<List<NodeCidrs>> nodePodCidrs,
            Optional<Integer> clockSkewSeconds,
            Optional<Instant> serverCertificateExpires,
            Optional<Instant> clientCertificateExpires,
            List<Right> deniedRights,
            List<Right> unknownRights,
            Optional<Integer> wantedRights)
            implements InventoryFact {
        /** The one key of its kind. */
        public static final String KEY = "cluster";

        public ClusterFact {
            serviceCidrs = serviceCidrs.map(List::copyOf);
            nodePodCidrs = nodePodCidrs.map(List::copyOf);
            deniedRights = List.copyOf(deniedRights);
            unknownRights = List.copyOf(unknownRights);
        }

        @Override
        public String key() {
            return KEY;
        }
    }

    /** A Node's {@code spec.podCIDRs}, as the API holds them. */
    record NodeCidrs(String node, List<String> podCidrs) {
        public NodeCidrs {
            podCidrs = List.copyOf(podCidrs);
        }
    }

    /**
     * A right as RBAC has it.
     *
     * @param group empty for the core's
     * @param resource plural
     * @param namespace absent for all of them, and for what is of none
     * @param name absent for all objects
     */
    record Right(String verb, String group, String resource, Optional<String> namespace, Optional<String> name) {}

    /**
     * Who looks after Cilium and the native mesh in the member, by the marks that they leave.
     *
     * @param agents the DaemonSet {@code kube-system/cilium}
     * @param meshApiServer the Deployment {@code kube-system/clustermesh-apiserver} of a native mesh
     * @param meshSecret the Secret {@code kube-system/cilium-clustermesh}, by which agents know their peers; its metadata only
     * @param nodeLabels labels of some node by which a provider marks its own, such as {@code kubernetes.azure.com/cluster};
     *     empty where it has none of them, absent where no node could be looked at
     */
    record OwnersFact(Owned agents, Owned meshApiServer, Owned meshSecret, Optional<Map<String, String>> nodeLabels)
            implements InventoryFact {
        /** The one key of its kind. */
        public static final String KEY = "owners";

        public OwnersFact {
            nodeLabels = nodeLabels.map(Map::copyOf);
        }

        @Override
        public String key() {
            return KEY;
        }
    }

    /** Whether an object is there. */
    enum Presence {
        PRESENT,
        ABSENT,
        /** It may not be asked for, or the answer cannot be read. */
        UNKNOWN
    }

    /**
     * An object of somebody else's.
     *
     * @param labels of those that say who manages it, such as {@code app.kubernetes.io/managed-by},
     *     {@code kubernetes.azure.com/managedby} and {@code addonmanager.kubernetes.io/mode}; no others
     * @param annotations the same, such as {@code meta.helm.sh/release-name}
     * @param managers who has written fields of it, by the names in {@code metadata.managedFields}, ascending
     */
    record Owned(
            Presence presence, Map<String, String> labels, Map<String, String> annotations, List<String> managers) {
        /** That nothing can be said. */
        public static final Owned UNKNOWN = new Owned(Presence.UNKNOWN, Map.of(), Map.of(), List.of());

        /** That it is not there. */
        public static final Owned ABSENT = new Owned(Presence.ABSENT, Map.of(), Map.of(), List.of());

        public Owned {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
            managers = List.copyOf(managers);
        }
    }
}
