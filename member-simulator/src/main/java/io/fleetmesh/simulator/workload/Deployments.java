package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Change;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.Meta;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.StoredObject;
import io.fleetmesh.simulator.store.Suffix;
import io.fleetmesh.simulator.store.Writes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * As many Pods as a Deployment's replicas, all of its present template, in one pass and without a ReplicaSet between. Pods go
 * with their Deployment and with their Node.
 */
final class Deployments implements Controller {
    private static final String HASH = "pod-template-hash";

    private final ObjectStore store;
    private final Writes writes;
    private final Placement placement;
    private final DirtyKeys dirty = new DirtyKeys();
    private final Groups<Key> podsOf = new Groups<>();
    private final Groups<String> podsOn = new Groups<>();
    private final DirtyKeys goneNodes = new DirtyKeys();
    private long sequence;

    Deployments(ObjectStore store, Writes writes, Placement placement) {
        this.store = store;
        this.writes = writes;
        this.placement = placement;
    }

    @Override
    public void changed(Change change) {
        switch (change.kind()) {
            case DEPLOYMENT -> dirty.mark(change.key());
            case POD -> pod(change);
            case NODE -> {
                if (change.after().isEmpty()) {
                    goneNodes.mark(change.key());
                }
                // Replicas without a place wait for a node.
                store.table(Kind.DEPLOYMENT).in("").forEach(deployment -> dirty.mark(deployment.key()));
            }
            case NAMESPACE,
                    SERVICE,
                    CONFIG_MAP,
                    SECRET,
                    SERVICE_CIDR,
                    DAEMON_SET,
                    ENDPOINT_SLICE,
                    CILIUM_NODE,
                    CILIUM_IDENTITY,
                    CILIUM_ENDPOINT,
                    CILIUM_ENDPOINT_SLICE,
                    SERVICE_EXPORT -> {}
        }
    }

    private void pod(Change change) {
        change.before().ifPresent(before -> {
            owner(before).ifPresent(owner -> podsOf.remove(owner, change.key()));
            podsOn.remove(nodeOf(before), change.key());
        });
        change.after().ifPresent(after -> {
            owner(after).ifPresent(owner -> podsOf.add(owner, change.key()));
            podsOn.add(nodeOf(after), change.key());
        });
        owner(change.last()).ifPresent(dirty::mark);
    }

    private static Optional<Key> owner(StoredObject pod) {
        var owner = pod.node().at("/metadata/ownerReferences/0");
        return owner.path("kind").asText().equals(Kind.DEPLOYMENT.kindName())
                ? Optional.of(new Key(pod.key().namespace(), owner.path("name").asText()))
                : Optional.empty();
    }

    private static String nodeOf(StoredObject pod) {
        return pod.node().path("spec").path("nodeName").asText();
    }

    @Override
    public boolean reconcile() {
        for (Key node : goneNodes.take()) {
            if (store.get(Kind.NODE, node).isEmpty()) {
                List.copyOf(podsOn.of(node.name())).forEach(pod -> writes.delete(Kind.POD, pod));
            }
        }
        List<Key> keys = dirty.take();
        keys.forEach(this::reconcile);
        return !keys.isEmpty();
    }

    private void reconcile(Key key) {
        Optional<StoredObject> deployment = store.get(Kind.DEPLOYMENT, key);
        String uid = deployment.map(found -> Meta.uid(found.node())).orElse("");
        String hash = deployment
                .map(found -> Suffix.of(found.node().at("/spec/template").toString()))
                .orElse("");
        int replicas = deployment
                .map(found -> found.node().at("/spec/replicas").asInt())
                .orElse(0);
        List<StoredObject> kept = new ArrayList<>();
        for (Key name : List.copyOf(podsOf.of(key))) {
            StoredObject pod = store.require(Kind.POD, name);
            boolean ours = uid.equals(Meta.controller(pod.node()));
            if (ours
                    && kept.size() < replicas
                    && hash.equals(Meta.labels(pod.node()).get(HASH))) {
                kept.add(pod);
            } else {
                var _ = writes.delete(Kind.POD, name);
            }
        }
        deployment.ifPresent(found -> {
            for (int i = kept.size(); i < replicas; i++) {
                create(found, hash).ifPresent(kept::add);
            }
            status(found, kept);
        });
    }

    private Optional<StoredObject> create(StoredObject deployment, String hash) {
        return placement.next().map(place -> {
            ObjectNode template = deployment.node().at("/spec/template") instanceof ObjectNode found
                    ? found.deepCopy()
                    : Json.object();
            ObjectNode pod = Json.object();
            ObjectNode metadata = Json.child(template, "metadata");
            Json.child(metadata, "labels").put(HASH, hash);
            sequence++;
            metadata.put(
                    "name", deployment.key().name() + "-" + hash + "-" + Suffix.of(deployment.key() + "#" + sequence));
            metadata.put("namespace", deployment.key().namespace());
            Owners.set(metadata, Kind.DEPLOYMENT, deployment.node());
            pod.set("metadata", metadata);
            pod.set("spec", Json.child(template, "spec"));
            PodStatus.place(pod, place);
            return writes.create(Kind.POD, deployment.key().namespace(), pod);
        });
    }

    private void status(StoredObject deployment, List<StoredObject> pods) {
        int ready = (int) pods.stream()
                .filter(pod -> Nodes.condition(pod.node(), "Ready").equals("True"))
                .count();
        int wanted = deployment.node().at("/spec/replicas").asInt();
        ObjectNode changed = deployment.copy();
        ObjectNode status = changed.putObject("status")
                .put(
                        "observedGeneration",
                        deployment.node().at("/metadata/generation").asLong())
                .put("replicas", pods.size())
                .put("updatedReplicas", pods.size())
                .put("readyReplicas", ready)
                .put("availableReplicas", ready);
        status.putArray("conditions")
                .addObject()
                .put("type", "Available")
                .put("status", ready >= wanted ? "True" : "False");
        var _ = writes.replace(Kind.DEPLOYMENT, deployment.key(), changed);
    }
}
