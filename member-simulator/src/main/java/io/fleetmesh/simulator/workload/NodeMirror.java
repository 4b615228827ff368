package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Change;
import io.fleetmesh.simulator.store.IpPool;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.Meta;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Writes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One CiliumNode for each Node, and none without; that a Node is not ready does not change it. */
final class NodeMirror implements Controller {
    private final ObjectStore store;
    private final Writes writes;
    private final DirtyKeys dirty = new DirtyKeys();

    NodeMirror(ObjectStore store, Writes writes) {
        this.store = store;
        this.writes = writes;
    }

    @Override
    public void changed(Change change) {
        if (change.kind() == Kind.NODE || change.kind() == Kind.CILIUM_NODE) {
            dirty.mark(change.key());
        }
    }

    @Override
    public boolean reconcile() {
        List<Key> keys = dirty.take();
        keys.forEach(this::reconcile);
        return !keys.isEmpty();
    }

    private void reconcile(Key key) {
        boolean there = store.get(Kind.CILIUM_NODE, key).isPresent();
        store.get(Kind.NODE, key)
                .ifPresentOrElse(node -> Upsert.put(store, writes, Kind.CILIUM_NODE, key, mirror(node.node())), () -> {
                    if (there) {
                        var _ = writes.delete(Kind.CILIUM_NODE, key);
                    }
                });
    }

    private static ObjectNode mirror(ObjectNode node) {
        ObjectNode mirror = Json.object();
        ObjectNode metadata = mirror.putObject("metadata").put("name", Meta.name(node));
        Json.put(metadata, "labels", Meta.labels(node));
        Owners.set(metadata, Kind.NODE, node);
        ObjectNode spec = mirror.putObject("spec");
        var addresses = spec.putArray("addresses");
        for (JsonNode address : node.path("status").path("addresses")) {
            String type = address.path("type").asText();
            if (type.endsWith("IP")) {
                addresses
                        .addObject()
                        .put("type", type)
                        .put("ip", address.path("address").asText());
            }
        }
        Optional<IpPool> cidr = IpPool.of(Nodes.podCidr(node), 0);
        if (cidr.isPresent()) {
            addresses
                    .addObject()
                    .put("type", "CiliumInternalIP")
                    .put("ip", cidr.get().address(1));
            spec.putObject("health").put("ipv4", cidr.get().address(2));
            spec.putObject("ipam").putArray("podCIDRs").add(Nodes.podCidr(node));
        }
        spec.put(
                "bootid",
                UUID.nameUUIDFromBytes(Meta.uid(node).getBytes(StandardCharsets.UTF_8))
                        .toString());
        return mirror;
    }
}
