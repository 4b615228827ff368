package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Writes;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One CiliumIdentity for each set of security labels in use. Its number is one of the cluster's own that is never used again
 * for other labels.
 */
final class Identities {
    private final String cluster;
    private final ObjectStore store;
    private final Writes writes;
    private final Map<Map<String, String>, Long> numbers = new HashMap<>();
    private final Map<Key, Map<String, String>> labelsOf = new HashMap<>();
    private final Map<Map<String, String>, Integer> uses = new HashMap<>();
    private final IdentityNumbers own;

    Identities(String cluster, IdentityNumbers own, ObjectStore store, Writes writes) {
        this.cluster = cluster;
        this.store = store;
        this.writes = writes;
        this.own = own;
    }

    /** The security labels of a pod, each with its source. */
    Map<String, String> labels(String namespace, Map<String, String> podLabels) {
        Map<String, String> labels = new TreeMap<>();
        podLabels.forEach((key, value) -> {
            if (!key.equals("pod-template-hash")) {
                labels.put("k8s:" + key, value);
            }
        });
        labels.put("k8s:io.kubernetes.pod.namespace", namespace);
        labels.put("k8s:io.cilium.k8s.policy.cluster", cluster);
        labels.put("k8s:io.cilium.k8s.policy.serviceaccount", "default");
        labels.put("k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name", namespace);
        return labels;
    }

    /** The number of the identity that a pod has from now on; the object exists when this returns. */
    long use(Key pod, Map<String, String> labels) {
        if (!labels.equals(labelsOf.get(pod))) {
            var _ = uses.merge(labels, 1, Integer::sum);
            release(pod);
            labelsOf.put(pod, labels);
        }
        long number = numbers.computeIfAbsent(labels, _ -> own.first() + numbers.size());
        Key key = new Key("", Long.toString(number));
        if (store.get(Kind.CILIUM_IDENTITY, key).isEmpty()) {
            var _ = writes.create(Kind.CILIUM_IDENTITY, "", identity(key, labels));
        }
        return number;
    }

    /** Notes that a pod has no identity any more; an identity without pods is deleted. */
    void release(Key pod) {
        Map<String, String> labels = labelsOf.remove(pod);
        if (labels == null || uses.merge(labels, -1, Integer::sum) > 0) {
            return;
        }
        uses.remove(labels);
        Key key = new Key("", Long.toString(numbers.getOrDefault(labels, 0L)));
        if (store.get(Kind.CILIUM_IDENTITY, key).isPresent()) {
            var _ = writes.delete(Kind.CILIUM_IDENTITY, key);
        }
    }

    private static ObjectNode identity(Key key, Map<String, String> labels) {
        ObjectNode identity = Json.object();
        ObjectNode metadata = identity.putObject("metadata").put("name", key.name());
        Map<String, String> plain = new TreeMap<>();
        labels.forEach((label, value) -> plain.put(label.substring("k8s:".length()), value));
        Json.put(metadata, "labels", plain);
        Json.put(identity, "security-labels", labels);
        return identity;
    }
}
