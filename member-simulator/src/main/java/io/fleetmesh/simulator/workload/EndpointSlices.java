package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.manifest.CiliumConfig;
import io.fleetmesh.simulator.store.Change;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.StoredObject;
import io.fleetmesh.simulator.store.Suffix;
import io.fleetmesh.simulator.store.Writes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Cilium's operator does where it is told to: it gathers the CiliumEndpoints of each namespace in CiliumEndpointSlices.
 * When it is told not to any more, it leaves them as they are.
 */
final class EndpointSlices implements Controller {
    private final ObjectStore store;
    private final Writes writes;
    private final DirtyKeys dirtyNamespaces = new DirtyKeys();

    EndpointSlices(ObjectStore store, Writes writes) {
        this.store = store;
        this.writes = writes;
    }

    @Override
    public void changed(Change change) {
        if (change.kind() == Kind.CILIUM_ENDPOINT) {
            dirtyNamespaces.mark(new Key("", change.key().namespace()));
        } else if (change.kind() == Kind.CONFIG_MAP && change.key().equals(CiliumConfig.KEY)) {
            store.table(Kind.NAMESPACE).in("").forEach(namespace -> dirtyNamespaces.mark(namespace.key()));
        }
    }

    @Override
    public boolean reconcile() {
        List<Key> namespaces = dirtyNamespaces.take();
        if (isTold()) {
            namespaces.forEach(namespace -> reconcile(namespace.name()));
        }
        return !namespaces.isEmpty();
    }

    private boolean isTold() {
        return store.get(Kind.CONFIG_MAP, CiliumConfig.KEY)
                .filter(config -> config.node()
                        .path("data")
                        .path(CiliumConfig.ENDPOINT_SLICES)
                        .asText()
                        .equals("true"))
                .isPresent();
    }

    private void reconcile(String namespace) {
        Map<String, ObjectNode> wanted = new LinkedHashMap<>();
        for (StoredObject endpoint : store.table(Kind.CILIUM_ENDPOINT).in(namespace)) {
            wanted.put(endpoint.key().name(), core(endpoint));
        }
        Map<String, List<String>> current = current(namespace);
        Map<String, List<String>> plan = wanted.isEmpty()
                ? Map.of()
                : SlicePlan.of(current, wanted.keySet(), number -> "ces-" + Suffix.of(namespace + "#" + number));
        plan.forEach((name, names) -> {
            ObjectNode slice = Json.object();
            slice.putObject("metadata").put("name", name);
            slice.put("namespace", namespace);
            ArrayNode endpoints = slice.putArray("endpoints");
            names.stream().map(wanted::get).forEach(endpoints::add);
            Upsert.put(store, writes, Kind.CILIUM_ENDPOINT_SLICE, new Key("", name), slice);
        });
        current.keySet().stream()
                .filter(name -> !plan.containsKey(name))
                .forEach(name -> writes.delete(Kind.CILIUM_ENDPOINT_SLICE, new Key("", name)));
    }

    /** Names of endpoints by slice. */
    private Map<String, List<String>> current(String namespace) {
        Map<String, List<String>> current = new TreeMap<>();
        for (StoredObject slice : store.table(Kind.CILIUM_ENDPOINT_SLICE).in("")) {
            if (slice.node().path("namespace").asText().equals(namespace)) {
                List<String> names = new ArrayList<>();
                slice.node()
                        .path("endpoints")
                        .forEach(endpoint -> names.add(endpoint.path("name").asText()));
                current.put(slice.key().name(), names);
            }
        }
        return current;
    }

    private static ObjectNode core(StoredObject endpoint) {
        JsonNode status = endpoint.node().path("status");
        ObjectNode core = Json.object().put("name", endpoint.key().name());
        core.put("id", status.at("/identity/id").asLong());
        for (String field : List.of("networking", "encryption", "service-account")) {
            if (status.has(field)) {
                core.set(field, status.get(field).deepCopy());
            }
        }
        return core;
    }
}
