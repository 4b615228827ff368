package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/** Reads Nodes and the conditions of objects. */
final class Nodes {
    private Nodes() {}

    /** A node that says nothing of its readiness is ready: nothing in a simulated member would make it so later. */
    static boolean ready(JsonNode node) {
        return !condition(node, "Ready").equals("False")
                && !condition(node, "Ready").equals("Unknown");
    }

    static String condition(JsonNode object, String type) {
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }

    /** Empty if the node has none. */
    static String internalIp(JsonNode node) {
        for (JsonNode address : node.path("status").path("addresses")) {
            if (Objects.equals(address.path("type").asText(), "InternalIP")) {
                return address.path("address").asText();
            }
        }
        return "";
    }

    static String podCidr(JsonNode node) {
        return node.path("spec").path("podCIDR").asText("");
    }
}
