package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/** EndpointSlices of every Service with a selector. Slices without the controller's label are left alone. */
final class ServiceSlices implements Controller {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String CONTROLLER = "endpointslice-controller.k8s.io";

    /** A label in a namespace. */
    private record Label(String namespace, String key, String value) {}

    private final ObjectStore store;
    private final Writes writes;
    private final DirtyKeys dirty = new DirtyKeys();
    private final Groups<Label> pods = new Groups<>();
    private final Groups<Label> services = new Groups<>();
    private final Groups<Key> slices = new Groups<>();

    ServiceSlices(ObjectStore store, Writes writes) {
        this.store = store;
        this.writes = writes;
    }

    @Override
    public void changed(Change change) {
        switch (change.kind()) {
            case POD -> pod(change);
            case SERVICE -> {
                change.before().flatMap(ServiceSlices::anchor).ifPresent(label -> services.remove(label, change.key()));
                change.after().flatMap(ServiceSlices::anchor).ifPresent(label -> services.add(label, change.key()));
                dirty.mark(change.key());
            }
            case ENDPOINT_SLICE -> {
                change.before().flatMap(ServiceSlices::service).ifPresent(key -> slices.remove(key, change.key()));
                change.after().flatMap(ServiceSlices::service).ifPresent(key -> slices.add(key, change.key()));
                service(change.last()).ifPresent(dirty::mark);
            }
            case NODE -> store.table(Kind.SERVICE).in("").forEach(service -> dirty.mark(service.key()));
            case NAMESPACE,
                    CONFIG_MAP,
                    SECRET,
                    SERVICE_CIDR,
                    DAEMON_SET,
                    DEPLOYMENT,
                    CILIUM_NODE,
                    CILIUM_IDENTITY,
                    CILIUM_ENDPOINT,
                    CILIUM_ENDPOINT_SLICE,
                    SERVICE_EXPORT -> {}
        }
    }

    private void pod(Change change) {
        change.before()
                .ifPresent(before -> labels(before).forEach(label -> {
                    pods.remove(label, change.key());
                    services.of(label).forEach(dirty::mark);
                }));
        change.after()
                .ifPresent(after -> labels(after).forEach(label -> {
                    pods.add(label, change.key());
                    services.of(label).forEach(dirty::mark);
                }));
    }

    private static List<Label> labels(StoredObject object) {
        return labels(object.key().namespace(), Meta.labels(object.node()));
    }

    private static List<Label> labels(String namespace, Map<String, String> labels) {
        List<Label> found = new ArrayList<>();
        labels.forEach((key, value) -> found.add(new Label(namespace, key, value)));
        return found;
    }

    private static Map<String, String> selector(StoredObject service) {
        return Json.texts(service.node().path("spec").path("selector"));
    }

    /** The label under which a service is found again when a pod with it changes. */
    private static Optional<Label> anchor(StoredObject service) {
        return labels(service.key().namespace(), selector(service)).stream().findFirst();
    }

    private static Optional<Key> service(StoredObject slice) {
        Map<String, String> labels = Meta.labels(slice.node());
        return CONTROLLER.equals(labels.get(MANAGED_BY)) && labels.containsKey(SERVICE_NAME)
                ? Optional.of(new Key(slice.key().namespace(), labels.getOrDefault(SERVICE_NAME, "")))
                : Optional.empty();
    }

    @Override
    public boolean reconcile() {
        List<Key> keys = dirty.take();
        keys.forEach(this::reconcile);
        return !keys.isEmpty();
    }

    private void reconcile(Key key) {
        Optional<StoredObject> service =
                store.get(Kind.SERVICE, key).filter(found -> !selector(found).isEmpty());
        List<Key> there = List.copyOf(slices.of(key));
        if (service.isEmpty()) {
            there.forEach(slice -> writes.delete(Kind.ENDPOINT_SLICE, slice));
            return;
        }
        Map<String, StoredObject> wanted = selected(service.get());
        Map<String, List<String>> current = new TreeMap<>();
        there.forEach(slice -> current.put(slice.name(), members(slice)));
        Map<String, List<String>> plan =
                SlicePlan.of(current, wanted.keySet(), number -> key.name() + "-" + Suffix.of(key + "#" + number));
        ArrayNode ports = SliceContent.ports(service.get().node(), wanted.values());
        plan.forEach((name, names) -> {
            ObjectNode slice = SliceContent.slice(service.get(), name, ports);
            ArrayNode endpoints = slice.putArray("endpoints");
            names.forEach(pod -> Optional.ofNullable(wanted.get(pod))
                    .ifPresent(found -> endpoints.add(endpoint(service.get().node(), found))));
            Upsert.put(store, writes, Kind.ENDPOINT_SLICE, new Key(key.namespace(), name), slice);
        });
        there.stream()
                .filter(slice -> !plan.containsKey(slice.name()))
                .forEach(slice -> writes.delete(Kind.ENDPOINT_SLICE, slice));
    }

    private ObjectNode endpoint(ObjectNode service, StoredObject pod) {
        Key node = new Key("", pod.node().at("/spec/nodeName").asText());
        String zone = store.get(Kind.NODE, node)
                .map(found -> Meta.labels(found.node()).getOrDefault("topology.kubernetes.io/zone", ""))
                .orElse("");
        return SliceContent.endpoint(service, pod.node(), zone);
    }

    private List<String> members(Key slice) {
        List<String> members = new ArrayList<>();
        for (JsonNode endpoint :
                store.require(Kind.ENDPOINT_SLICE, slice).node().path("endpoints")) {
            members.add(endpoint.path("targetRef").path("name").asText());
        }
        return members;
    }

    /** The pods with an address that a service selects, found by the rarest of its labels. */
    private Map<String, StoredObject> selected(StoredObject service) {
        Map<String, String> selector = selector(service);
        NavigableSet<Key> rarest = labels(service.key().namespace(), selector).stream()
                .map(pods::of)
                .min((one, other) -> Integer.compare(one.size(), other.size()))
                .orElseThrow();
        Map<String, StoredObject> selected = new TreeMap<>();
        for (Key key : rarest) {
            StoredObject pod = store.require(Kind.POD, key);
            if (Meta.labels(pod.node()).entrySet().containsAll(selector.entrySet())
                    && !pod.node().at("/status/podIP").asText("").isEmpty()) {
                selected.put(key.name(), pod);
            }
        }
        return selected;
    }
}
