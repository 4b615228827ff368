package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.InventoryFact.Right;
import io.fleetmesh.watcher.domain.Seen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rights that {@code docs/operations.md} gives a watcher, and whether it has them, by the API's own word
 * (SelfSubjectAccessReview). That it may ask is itself a right, of every account unless somebody took it away.
 */
final class WantedRights {
    static final String REVIEWS = "apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private static final String SYSTEM = "kube-system";

    /** All of them, but for the right to ask. */
    static final List<Right> ALL = Stream.of(
                    Stream.of(new Right("get", "", "namespaces", Optional.empty(), Optional.of(SYSTEM))),
                    watched("", "namespaces", "services"),
                    watched("discovery.k8s.io", "endpointslices"),
                    watched("cilium.io", "ciliumnodes", "ciliumidentities", "ciliumendpoints", "ciliumendpointslices"),
                    watched("multicluster.x-k8s.io", "serviceexports"),
                    Stream.of(
                            new Right("list", "", "nodes", Optional.empty(), Optional.empty()),
                            new Right("list", "networking.k8s.io", "servicecidrs", Optional.empty(), Optional.empty()),
                            named("list", "", "configmaps", "cilium-config"),
                            named("watch", "", "configmaps", "cilium-config"),
                            named("list", "apps", "daemonsets", "cilium"),
                            named("watch", "apps", "daemonsets", "cilium"),
                            named("get", "apps", "deployments", OwnedObjects.MESH_API_SERVER),
                            named("get", "", "secrets", OwnedObjects.MESH_SECRET)))
            .flatMap(rights -> rights)
            .toList();

    private final MemberConnection api;

    WantedRights(MemberConnection api) {
        this.api = api;
    }

    private static Stream<Right> watched(String group, String... resources) {
        return Stream.of(resources)
                .flatMap(resource -> Stream.of("list", "watch")
                        .map(verb -> new Right(verb, group, resource, Optional.empty(), Optional.empty())));
    }

    private static Right named(String verb, String group, String resource, String name) {
        return new Right(verb, group, resource, Optional.of(SYSTEM), Optional.of(name));
    }

    /** Of each whether the watcher has it. Once the API does not answer it is not asked about the others. */
    Map<Right, Seen<Boolean>> ask() throws InterruptedException {
        Map<Right, Seen<Boolean>> rights = new HashMap<>();
        boolean silent = false;
        for (Right right : ALL) {
            Seen<Boolean> said =
                    silent ? new Seen.Silent<>() : Asking.of(() -> allowed(api.post(REVIEWS, review(right))));
            silent = said instanceof Seen.Silent<Boolean>;
            rights.put(right, said);
        }
        return rights;
    }

    static JsonNode review(Right right) {
        ObjectNode review = ObjectReader.JSON.createObjectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
        ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
        attributes.put("verb", right.verb()).put("group", right.group()).put("resource", right.resource());
        right.namespace().ifPresent(namespace -> attributes.put("namespace", namespace));
        right.name().ifPresent(name -> attributes.put("name", name));
        return review;
    }

    /** A no that comes of an error is none. */
    static boolean allowed(JsonNode review) throws BadField {
        JsonNode status = review.path("status");
        JsonNode allowed = status.path("allowed");
        if (!allowed.isBoolean()) {
            throw new BadField("status.allowed", "true or false", allowed.toString());
        }
        String error = status.path("evaluationError").asText();
        if (!allowed.asBoolean() && !error.isEmpty()) {
            throw new BadField("status.evaluationError", "none", error);
        }
        return allowed.asBoolean();
    }
}
