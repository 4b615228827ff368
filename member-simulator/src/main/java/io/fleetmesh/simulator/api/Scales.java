package io.fleetmesh.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.Meta;
import io.fleetmesh.simulator.store.Refusal;
import io.fleetmesh.simulator.store.StoredObject;
import java.util.stream.Collectors;

/** {@code autoscaling/v1 Scale}: the replica count of a Deployment. */
final class Scales {
    private Scales() {}

    static ObjectNode of(StoredObject deployment) {
        ObjectNode node = deployment.node();
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        scale.putObject("metadata")
                .put("name", deployment.key().name())
                .put("namespace", deployment.key().namespace())
                .put("uid", Meta.uid(node))
                .put("resourceVersion", Long.toString(deployment.revision()))
                .put("creationTimestamp", Meta.text(node, "creationTimestamp"));
        scale.putObject("spec").put("replicas", node.at("/spec/replicas").asInt());
        scale.putObject("status")
                .put("replicas", node.at("/status/replicas").asInt())
                .put("selector", selector(node));
        return scale;
    }

    private static String selector(ObjectNode deployment) {
        return Json.texts(deployment.at("/spec/selector/matchLabels")).entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    /** The deployment with the replica count of {@code scale}, under the resourceVersion it names. */
    static ObjectNode applied(StoredObject deployment, ObjectNode scale) {
        JsonNode replicas = scale.path("spec").path("replicas");
        if (!replicas.isMissingNode() && !replicas.isInt()) {
            throw Refusal.invalid(
                    Kind.DEPLOYMENT, deployment.key().name(), "spec.replicas: " + replicas + ": expected an integer");
        }
        ObjectNode changed = deployment.copy();
        Json.child(changed, "spec").put("replicas", replicas.asInt(0));
        String version = Meta.text(scale, "resourceVersion");
        if (!version.isEmpty()) {
            Json.child(changed, "metadata").put("resourceVersion", version);
        }
        return changed;
    }
}
