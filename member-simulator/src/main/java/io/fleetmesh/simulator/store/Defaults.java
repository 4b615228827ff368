package io.fleetmesh.simulator.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Sets what a cluster sets itself on a write: phases, replica counts, and the addresses of services. */
final class Defaults {
    private static final int RESERVED = 10;

    private final IpPool clusterIps = IpPool.of(Writes.SERVICE_CIDR, RESERVED).orElseThrow();

    void set(Kind kind, Key key, ObjectNode body, Optional<ObjectNode> before) {
        switch (kind) {
            case NAMESPACE -> {
                Json.child(Json.child(body, "metadata"), "labels").put("kubernetes.io/metadata.name", key.name());
                Json.child(body, "status").put("phase", "Active");
            }
            case DEPLOYMENT -> {
                ObjectNode spec = Json.child(body, "spec");
                if (!spec.path("replicas").isInt()) {
                    spec.put("replicas", 1);
                }
            }
            case SERVICE -> service(key, Json.child(body, "spec"), before);
            case NODE,
                    POD,
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

    void release(StoredObject deleted) {
        if (deleted.kind() == Kind.SERVICE) {
            clusterIps.release(deleted.node().path("spec").path("clusterIP").asText());
        }
    }

    private void service(Key key, ObjectNode spec, Optional<ObjectNode> before) {
        absent(spec, "type", "ClusterIP");
        absent(spec, "sessionAffinity", "None");
        absent(spec, "internalTrafficPolicy", "Cluster");
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode each) {
                absent(each, "protocol", "TCP");
                if (!each.hasNonNull("targetPort")) {
                    each.set("targetPort", each.get("port"));
                }
            }
        }
        if (!spec.path("type").asText().equals("ExternalName")) {
            address(
                    key,
                    spec,
                    before.map(object -> object.path("spec").path("clusterIP").asText(""))
                            .orElse(""));
        }
    }

    private void address(Key key, ObjectNode spec, String before) {
        String asked = spec.path("clusterIP").asText("");
        if (!before.isEmpty() && !asked.isEmpty() && !asked.equals(before)) {
            throw Refusal.invalid(
                    Kind.SERVICE, key.name(), "spec.clusterIP: Invalid value: \"" + asked + "\": field is immutable");
        }
        String address = asked;
        if (asked.isEmpty()) {
            address = before.isEmpty() ? free(key) : before;
        } else if (before.isEmpty()) {
            clusterIps.reserve(asked);
        }
        spec.put("clusterIP", address);
        spec.putArray("clusterIPs").add(address);
        spec.putArray("ipFamilies").add("IPv4");
        spec.put("ipFamilyPolicy", "SingleStack");
    }

    private String free(Key key) {
        return clusterIps
                .take()
                .orElseThrow(() -> Refusal.of(
                        Refusal.Reason.INTERNAL_ERROR,
                        "no address is left in " + Writes.SERVICE_CIDR + " for service " + key));
    }

    private static void absent(ObjectNode object, String field, String value) {
        if (!object.hasNonNull(field)) {
            object.put(field, value);
        }
    }
}
