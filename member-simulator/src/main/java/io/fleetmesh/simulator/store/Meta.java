package io.fleetmesh.simulator.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Reads the metadata of an object. */
public final class Meta {
    private Meta() {}

    public static String name(JsonNode object) {
        return text(object, "name");
    }

    public static String namespace(JsonNode object) {
        return text(object, "namespace");
    }

    public static String uid(JsonNode object) {
        return text(object, "uid");
    }

    public static Map<String, String> labels(JsonNode object) {
        return Json.texts(object.path("metadata").path("labels"));
    }

    /** The UID of the owner that is a controller; empty if there is none. */
    public static String controller(JsonNode object) {
        for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return owner.path("uid").asText();
            }
        }
        return "";
    }

    /** The text at a field of the metadata; empty if it is absent. */
    public static String text(JsonNode object, String field) {
        return object.path("metadata").path(field).asText("");
    }
}
