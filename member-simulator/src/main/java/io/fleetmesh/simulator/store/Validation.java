package io.fleetmesh.simulator.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** The few fields that a member's behaviour depends on. Everything else is kept as it comes. */
final class Validation {
    private static final int LAST_PORT = 65535;

    private Validation() {}

    static void check(Kind kind, String name, JsonNode body) {
        switch (kind) {
            case DEPLOYMENT -> deployment(name, body.path("spec"));
            case SERVICE -> service(name, body.path("spec"));
            case NODE -> node(name, body.path("spec").path("podCIDR"));
            case CILIUM_ENDPOINT_SLICE ->
                require(
                        body.path("namespace").isTextual(),
                        kind,
                        name,
                        "namespace: Required value: expected the namespace of its endpoints");
            case ENDPOINT_SLICE ->
                require(
                        body.path("addressType").isTextual(),
                        kind,
                        name,
                        "addressType: Required value: expected IPv4 or IPv6");
            case NAMESPACE,
                    POD,
                    CONFIG_MAP,
                    SECRET,
                    SERVICE_CIDR,
                    DAEMON_SET,
                    CILIUM_NODE,
                    CILIUM_IDENTITY,
                    CILIUM_ENDPOINT,
                    SERVICE_EXPORT -> {}
        }
    }

    private static void deployment(String name, JsonNode spec) {
        JsonNode replicas = spec.path("replicas");
        require(
                replicas.isMissingNode() || replicas.isNull() || (replicas.isInt() && replicas.asInt() >= 0),
                Kind.DEPLOYMENT,
                name,
                "spec.replicas: Invalid value: " + replicas + ": expected an integer of 0 or more");
        Map<String, String> selector = Json.texts(spec.path("selector").path("matchLabels"));
        require(
                !selector.isEmpty(),
                Kind.DEPLOYMENT,
                name,
                "spec.selector.matchLabels: Required value: expected labels");
        Map<String, String> labels = Meta.labels(spec.path("template"));
        require(
                labels.entrySet().containsAll(selector.entrySet()),
                Kind.DEPLOYMENT,
                name,
                "spec.template.metadata.labels: Invalid value: expected all labels of spec.selector.matchLabels");
    }

    private static void service(String name, JsonNode spec) {
        JsonNode selector = spec.path("selector");
        require(
                selector.isMissingNode() || selector.isNull() || selector.isObject(),
                Kind.SERVICE,
                name,
                "spec.selector: expected a map of labels");
        for (int i = 0; i < spec.path("ports").size(); i++) {
            JsonNode port = spec.path("ports").path(i).path("port");
            require(
                    port.isInt() && port.asInt() > 0 && port.asInt() <= LAST_PORT,
                    Kind.SERVICE,
                    name,
                    "spec.ports[" + i + "].port: Invalid value: " + port + ": expected 1 to " + LAST_PORT);
        }
    }

    private static void node(String name, JsonNode podCidr) {
        require(
                podCidr.isMissingNode() || IpPool.of(podCidr.asText(), 0).isPresent(),
                Kind.NODE,
                name,
                "spec.podCIDR: Invalid value: " + podCidr + ": expected an IPv4 CIDR between /8 and /28");
    }

    private static void require(boolean holds, Kind kind, String name, String problem) {
        if (!holds) {
            throw Refusal.invalid(kind, name, problem);
        }
    }
}
