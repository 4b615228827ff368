package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.Meta;
import io.fleetmesh.simulator.store.StoredObject;
import java.util.Collection;

/** What stands in an EndpointSlice. */
final class SliceContent {
    private SliceContent() {}

    /** A slice without endpoints yet. */
    static ObjectNode slice(StoredObject service, String name, ArrayNode ports) {
        ObjectNode slice = Json.object();
        ObjectNode metadata = slice.putObject("metadata").put("name", name);
        ObjectNode labels = metadata.putObject("labels")
                .put("kubernetes.io/service-name", service.key().name())
                .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
        if (service.node().at("/spec/clusterIP").asText().equals("None")) {
            labels.put("service.kubernetes.io/headless", "");
        }
        Owners.set(metadata, Kind.SERVICE, service.node());
        slice.put("addressType", "IPv4");
        slice.set("ports", ports.deepCopy());
        return slice;
    }

    /** The ports of a service as its pods open them; a named target is looked up in the first pod that has it. */
    static ArrayNode ports(ObjectNode service, Collection<StoredObject> pods) {
        ArrayNode ports = Json.array(Json.object(), "ports");
        for (JsonNode port : service.at("/spec/ports")) {
            JsonNode target = port.path("targetPort");
            int number = target.isInt() ? target.asInt() : named(target.asText(), pods);
            if (number > 0) {
                ports.addObject()
                        .put("name", port.path("name").asText(""))
                        .put("port", number)
                        .put("protocol", port.path("protocol").asText("TCP"));
            }
        }
        return ports;
    }

    private static int named(String name, Collection<StoredObject> pods) {
        for (StoredObject pod : pods) {
            for (JsonNode container : pod.node().at("/spec/containers")) {
                for (JsonNode port : container.path("ports")) {
                    if (port.path("name").asText().equals(name)) {
                        return port.path("containerPort").asInt();
                    }
                }
            }
        }
        return 0;
    }

    static ObjectNode endpoint(ObjectNode service, ObjectNode pod, String zone) {
        boolean ready = Nodes.condition(pod, "Ready").equals("True")
                || service.at("/spec/publishNotReadyAddresses").asBoolean();
        ObjectNode endpoint = Json.object();
        endpoint.putArray("addresses").add(pod.at("/status/podIP").asText());
        endpoint.putObject("conditions")
                .put("ready", ready)
                .put("serving", ready)
                .put("terminating", false);
        endpoint.put("nodeName", pod.at("/spec/nodeName").asText());
        if (!zone.isEmpty()) {
            endpoint.put("zone", zone);
        }
        String hostname = pod.at("/spec/hostname").asText("");
        if (!hostname.isEmpty() && pod.at("/spec/subdomain").asText().equals(Meta.name(service))) {
            endpoint.put("hostname", hostname);
        }
        endpoint.putObject("targetRef")
                .put("kind", "Pod")
                .put("namespace", Meta.namespace(pod))
                .put("name", Meta.name(pod))
                .put("uid", Meta.uid(pod));
        return endpoint;
    }
}
