package io.fleetmesh.simulator.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The objects of a generated member: Cilium, two nodes in two zones and a small shop, some of it global. No two members have an
 * address of a node or a pod in common.
 */
public final class GeneratedShop {
    private static final String NAMESPACE = "shop";
    private static final String GLOBAL = "service.cilium.io/global";
    private static final int OCTET = 256;
    private static final int NEWER_EACH = 8;

    private GeneratedShop() {}

    /**
     * The shop of the member with a cluster ID, 1 to 511; its pod addresses are 10.number.0.0/17, and from 256 on the other
     * half of 10.(number - 256).0.0/16. Every eighth runs a Cilium whose agents read endpoint slices.
     */
    public static List<ObjectNode> objects(String member, int number) {
        List<ObjectNode> objects = new ArrayList<>();
        objects.add(object(Kind.NAMESPACE, "", NAMESPACE));
        objects.add(cilium(number % NEWER_EACH == 0 ? "1.20.2" : "1.19.7"));
        int network = number % OCTET;
        int half = number / OCTET;
        String nodes = "192.168." + network + ".";
        String pods = "10." + network + ".";
        objects.add(node(member + "-a", member + "-1", nodes + (11 + 100 * half), pods + 128 * half + ".0/18"));
        objects.add(node(member + "-b", member + "-2", nodes + (12 + 100 * half), pods + (128 * half + 64) + ".0/18"));
        add(objects, "shop", 2, Map.of());
        add(objects, "catalog", 2, Map.of(GLOBAL, "true"));
        add(objects, "cart", 2, number % 3 == 0 ? Map.of() : Map.of(GLOBAL, "true"));
        add(
                objects,
                "payments",
                2,
                number % 3 == 0 ? Map.of(GLOBAL, "true", "service.cilium.io/affinity", "local") : Map.of());
        add(objects, "legacy", 1, Map.of());
        return objects;
    }

    private static ObjectNode object(Kind kind, String namespace, String name) {
        ObjectNode object = Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.kindName());
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    /** The agents, by whose image their version is known. */
    private static ObjectNode cilium(String version) {
        ObjectNode agents = object(Kind.DAEMON_SET, "kube-system", "cilium");
        Map<String, String> labels = Map.of("k8s-app", "cilium");
        Json.put(Json.child(agents, "metadata"), "labels", labels);
        ObjectNode spec = agents.putObject("spec");
        Json.put(spec.putObject("selector"), "matchLabels", labels);
        ObjectNode template = spec.putObject("template");
        Json.put(template.putObject("metadata"), "labels", labels);
        template.putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", "cilium-agent")
                .put("image", "quay.io/cilium/cilium:v" + version);
        return agents;
    }

    private static ObjectNode node(String name, String zone, String address, String podCidr) {
        ObjectNode node = object(Kind.NODE, "", name);
        Json.put(
                Json.child(node, "metadata"),
                "labels",
                Map.of("kubernetes.io/hostname", name, "topology.kubernetes.io/zone", zone));
        node.putObject("spec").put("podCIDR", podCidr);
        ObjectNode status = node.putObject("status");
        status.putArray("addresses").addObject().put("type", "InternalIP").put("address", address);
        status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
        return node;
    }

    private static void add(List<ObjectNode> objects, String name, int replicas, Map<String, String> annotations) {
        ObjectNode service = object(Kind.SERVICE, NAMESPACE, name);
        Json.put(Json.child(service, "metadata"), "annotations", annotations);
        ObjectNode spec = service.putObject("spec");
        spec.putObject("selector").put("app", name);
        spec.putArray("ports").addObject().put("name", "http").put("port", 80).put("targetPort", "http");
        objects.add(service);
        objects.add(deployment(name, replicas));
    }

    private static ObjectNode deployment(String name, int replicas) {
        ObjectNode deployment = object(Kind.DEPLOYMENT, NAMESPACE, name);
        ObjectNode spec = deployment.putObject("spec").put("replicas", replicas);
        spec.putObject("selector").putObject("matchLabels").put("app", name);
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", name);
        ObjectNode container = template.putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", name)
                .put("image", "shop/" + name + ":1");
        container.putArray("ports").addObject().put("name", "http").put("containerPort", 8080);
        return deployment;
    }
}
