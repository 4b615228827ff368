package io.fleetmesh.simulator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.fault.Pretence;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Refusal;

/** What a client may, as it asks by SelfSubjectAccessReviews: everything but what it was denied. */
final class AccessReviews {
    static final String PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private static final String PLURAL = "selfsubjectaccessreviews";

    private AccessReviews() {}

    /** The review with its answer; a refusal of one that asks for nothing, or from who may not ask. */
    static ObjectNode answer(ObjectNode review, Pretence pretence) {
        if (!pretence.allows("create", PLURAL)) {
            throw Refusal.of(Refusal.Reason.FORBIDDEN, PLURAL + " is forbidden: may not create it");
        }
        ObjectNode attributes = Json.child(Json.child(review, "spec"), "resourceAttributes");
        String verb = attributes.path("verb").asText();
        String plural = attributes.path("resource").asText();
        if (verb.isEmpty() || plural.isEmpty()) {
            throw Refusal.badRequest("spec.resourceAttributes: expected verb and resource");
        }
        review.put("kind", "SelfSubjectAccessReview").put("apiVersion", "authorization.k8s.io/v1");
        review.putObject("status").put("allowed", pretence.allows(verb, plural));
        return review;
    }
}
