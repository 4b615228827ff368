package io.fleetmesh.simulator.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reading and writing of JSON trees. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree must be writable", e);
        }
    }

    /** Refuses what is not JSON. */
    public static JsonNode parse(byte[] text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node == null || node.isMissingNode()) {
                throw Refusal.badRequest("the body is empty, expected JSON");
            }
            return node;
        } catch (IOException e) {
            throw new Refusal(Refusal.Reason.BAD_REQUEST, "the body is not JSON: " + e.getMessage(), e);
        }
    }

    /** Refuses what is not a JSON object. */
    public static ObjectNode parseObject(byte[] text) {
        if (parse(text) instanceof ObjectNode node) {
            return node;
        }
        throw Refusal.badRequest("the body is not a JSON object");
    }

    /** The object at {@code field}, made if absent or null. */
    public static ObjectNode child(ObjectNode parent, String field) {
        return parent.get(field) instanceof ObjectNode there ? there : parent.putObject(field);
    }

    /** The list at {@code field}, made if absent. */
    public static ArrayNode array(ObjectNode parent, String field) {
        return parent.get(field) instanceof ArrayNode there ? there : parent.putArray(field);
    }

    /** The texts of a map such as labels; empty if it is absent. */
    public static Map<String, String> texts(JsonNode map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    public static void put(ObjectNode parent, String field, Map<String, String> texts) {
        ObjectNode map = parent.putObject(field);
        texts.forEach(map::put);
    }
}
