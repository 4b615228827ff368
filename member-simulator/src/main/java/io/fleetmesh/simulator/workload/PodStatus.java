package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;

/** The state a pod is in, which follows from where it runs. */
final class PodStatus {
    private PodStatus() {}

    static void place(ObjectNode pod, Placement.Place place) {
        Json.child(pod, "spec")
                .put("nodeName", place.node().at("/metadata/name").asText());
        ObjectNode status = Json.child(pod, "status")
                .put("phase", "Running")
                .put("hostIP", Nodes.internalIp(place.node()))
                .put("podIP", place.podIp());
        status.putArray("podIPs").addObject().put("ip", place.podIp());
        setReady(pod, true);
    }

    static void setReady(ObjectNode pod, boolean ready) {
        var conditions = Json.child(pod, "status").putArray("conditions");
        for (String type : new String[] {"Ready", "ContainersReady"}) {
            conditions.addObject().put("type", type).put("status", ready ? "True" : "False");
        }
    }
}
