package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Change;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.Meta;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.StoredObject;
import io.fleetmesh.simulator.store.Writes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What agents do for pods: place those without a node, say whether they are ready, give each a CiliumEndpoint. */
final class PodEndpoints implements Controller {
    private final ObjectStore store;
    private final Writes writes;
    private final Placement placement;
    private final Identities identities;
    private final DirtyKeys dirty = new DirtyKeys();
    private final Map<String, Integer> endpointIds = new HashMap<>();

    PodEndpoints(ObjectStore store, Writes writes, Placement placement, Identities identities) {
        this.store = store;
        this.writes = writes;
        this.placement = placement;
        this.identities = identities;
    }

    @Override
    public void changed(Change change) {
        switch (change.kind()) {
            case POD, CILIUM_ENDPOINT -> dirty.mark(change.key());
            case NODE -> store.table(Kind.POD).in("").forEach(pod -> dirty.mark(pod.key()));
            case NAMESPACE,
                    SERVICE,
                    CONFIG_MAP,
                    SECRET,
                    SERVICE_CIDR,
                    DAEMON_SET,
                    DEPLOYMENT,
                    ENDPOINT_SLICE,
                    CILIUM_NODE,
                    CILIUM_IDENTITY,
                    CILIUM_ENDPOINT_SLICE,
                    SERVICE_EXPORT -> {}
        }
    }

    @Override
    public boolean reconcile() {
        List<Key> keys = dirty.take();
        keys.forEach(this::reconcile);
        return !keys.isEmpty();
    }

    private void reconcile(Key key) {
        Optional<StoredObject> pod = store.get(Kind.POD, key);
        if (pod.isEmpty()) {
            if (store.get(Kind.CILIUM_ENDPOINT, key).isPresent()) {
                var _ = writes.delete(Kind.CILIUM_ENDPOINT, key);
            }
            identities.release(key);
            return;
        }
        ObjectNode current = running(pod.get()).node();
        if (!current.at("/status/podIP").asText("").isEmpty()) {
            endpoint(key, current);
        }
    }

    private StoredObject running(StoredObject pod) {
        ObjectNode changed = pod.copy();
        if (pod.node().at("/spec/nodeName").asText("").isEmpty()) {
            placement.next().ifPresent(place -> PodStatus.place(changed, place));
        } else {
            boolean ready = store.get(
                            Kind.NODE,
                            new Key("", pod.node().at("/spec/nodeName").asText()))
                    .filter(node -> Nodes.ready(node.node()))
                    .isPresent();
            PodStatus.setReady(changed, ready);
        }
        return writes.replace(Kind.POD, pod.key(), changed);
    }

    private void endpoint(Key key, ObjectNode pod) {
        Map<String, String> labels = identities.labels(key.namespace(), Meta.labels(pod));
        long number = identities.use(key, labels);
        ObjectNode endpoint = Json.object();
        ObjectNode metadata = endpoint.putObject("metadata").put("name", key.name());
        Json.put(metadata, "labels", Meta.labels(pod));
        Owners.set(metadata, Kind.POD, pod);
        ObjectNode status = endpoint.putObject("status");
        String node = pod.at("/spec/nodeName").asText();
        status.put("id", endpointId(key, node));
        status.put("state", "ready");
        status.putObject("external-identifiers")
                .put("k8s-namespace", key.namespace())
                .put("k8s-pod-name", key.name())
                .put("pod-name", key.toString());
        ObjectNode identity = status.putObject("identity").put("id", number);
        labels.forEach((label, value) -> Json.array(identity, "labels").add(label + "=" + value));
        ObjectNode networking = status.putObject("networking");
        networking
                .putArray("addressing")
                .addObject()
                .put("ipv4", pod.at("/status/podIP").asText());
        networking.put("node", pod.at("/status/hostIP").asText());
        status.put("service-account", pod.at("/spec/serviceAccountName").asText("default"));
        Upsert.put(store, writes, Kind.CILIUM_ENDPOINT, key, endpoint);
    }

    /** Keeps the number an endpoint has; a new one gets the next of its node. */
    private int endpointId(Key key, String node) {
        return store.get(Kind.CILIUM_ENDPOINT, key)
                .map(there -> there.node().at("/status/id").asInt())
                .orElseGet(() -> endpointIds.merge(node, 1, Integer::sum));
    }
}
