package io.fleetmesh.simulator.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;

/** JSON merge patch (RFC 7386), JSON patch (RFC 6902), and those strategic merge patches that mean the same as a merge patch. */
public final class Patches {
    public static final String MERGE = "application/merge-patch+json";
    public static final String JSON = "application/json-patch+json";
    public static final String STRATEGIC = "application/strategic-merge-patch+json";

    private Patches() {}

    /** The patched copy of {@code current}. */
    public static ObjectNode apply(String contentType, ObjectNode current, byte[] patch) {
        return switch (contentType) {
            case MERGE -> merge(current.deepCopy(), Json.parseObject(patch));
            case STRATEGIC -> merge(current.deepCopy(), plain(Json.parseObject(patch)));
            case JSON -> jsonPatch(current, Json.parse(patch));
            default ->
                throw Refusal.of(
                        Refusal.Reason.UNSUPPORTED_MEDIA_TYPE,
                        "the body of the request was in an unsupported format (" + contentType + "), expected " + MERGE
                                + " or " + JSON);
        };
    }

    private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(entry -> {
            String field = entry.getKey();
            if (entry.getValue().isNull()) {
                target.remove(field);
            } else if (entry.getValue() instanceof ObjectNode value) {
                ObjectNode into = target.get(field) instanceof ObjectNode there ? there : Json.object();
                target.set(field, merge(into, value));
            } else {
                target.set(field, entry.getValue());
            }
        });
        return target;
    }

    /** Without lists and directives, a strategic merge patch is a merge patch. */
    private static ObjectNode plain(ObjectNode patch) {
        patch.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if ((value.isArray() && !value.isEmpty()) || entry.getKey().startsWith("$")) {
                throw Refusal.of(
                        Refusal.Reason.UNSUPPORTED_MEDIA_TYPE,
                        "a strategic merge patch with lists or directives is not supported (field " + entry.getKey()
                                + "): send " + MERGE + " or " + JSON);
            }
            if (value instanceof ObjectNode inner) {
                var _ = plain(inner);
            }
        });
        return patch;
    }

    private static ObjectNode jsonPatch(ObjectNode current, JsonNode patch) {
        try {
            if (JsonPatch.apply(patch, current.deepCopy()) instanceof ObjectNode patched) {
                return patched;
            }
            throw Refusal.badRequest("the JSON patch does not leave an object");
        } catch (JsonPatchException e) {
            throw new Refusal(Refusal.Reason.INVALID, "the JSON patch cannot be applied: " + e.getMessage(), e);
        }
    }
}
