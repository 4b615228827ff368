package io.fleetmesh.simulator.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/** What names an object: apiVersion, kind, name, namespace, and labels and annotations as maps of text. */
final class Identification {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");

    private Identification() {}

    /** Completes apiVersion, kind and namespace; refuses what contradicts the request. The answer is the metadata. */
    static ObjectNode check(Kind kind, String namespace, ObjectNode body) {
        String name = Meta.name(body);
        same(body, "apiVersion", kind.apiVersion());
        same(body, "kind", kind.kindName());
        if (!(body.get("metadata") instanceof ObjectNode metadata)) {
            throw Refusal.invalid(kind, name, "metadata: Required value: expected an object");
        }
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw Refusal.invalid(
                    kind,
                    name,
                    "metadata.name: Invalid value: \"" + name
                            + "\": expected lower case letters, digits, '-' or '.', starting and ending with a letter or digit");
        }
        checkTexts(kind, name, metadata, "labels");
        checkTexts(kind, name, metadata, "annotations");
        setNamespace(kind, namespace, metadata);
        return metadata;
    }

    private static void same(ObjectNode body, String field, String expected) {
        String found = body.path(field).asText("");
        if (!found.isEmpty() && !found.equals(expected)) {
            throw Refusal.badRequest(field + " of the object is " + found + ", the request is for " + expected);
        }
        body.put(field, expected);
    }

    private static void setNamespace(Kind kind, String namespace, ObjectNode metadata) {
        if (!kind.namespaced()) {
            metadata.remove("namespace");
            return;
        }
        String own = metadata.path("namespace").asText("");
        if (!own.isEmpty() && !namespace.isEmpty() && !own.equals(namespace)) {
            throw Refusal.badRequest("the namespace of the object (" + own
                    + ") does not match the namespace on the URL (" + namespace + ")");
        }
        if (own.isEmpty()) {
            metadata.put("namespace", namespace.isEmpty() ? "default" : namespace);
        }
    }

    private static void checkTexts(Kind kind, String name, ObjectNode metadata, String field) {
        JsonNode map = metadata.path(field);
        if (map.isNull()) {
            metadata.remove(field);
        } else if (!map.isMissingNode() && !map.isObject()) {
            throw Refusal.invalid(kind, name, "metadata." + field + ": expected a map of texts");
        }
        map.properties().forEach(entry -> {
            if (!entry.getValue().isTextual()) {
                throw Refusal.invalid(
                        kind,
                        name,
                        "metadata." + field + "[" + entry.getKey() + "]: expected a text, found " + entry.getValue());
            }
        });
        if (map.isObject() && map.isEmpty()) {
            metadata.remove(field);
        }
    }
}
