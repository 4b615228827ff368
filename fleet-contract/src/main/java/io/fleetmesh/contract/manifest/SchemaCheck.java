package io.fleetmesh.contract.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Compares one object with its schema: finds all that is wrong, and fills in the defaults. It knows the keywords that our
 * schemas have, and no others.
 */
final class SchemaCheck {
    private static final String NOTHING = "nothing";
    /** Nobody reads more of one object, and a small document can be wrong in very many places. */
    private static final int MOST = 100;

    private final String object;
    private final List<FieldProblem> problems = new ArrayList<>();

    private SchemaCheck(String object) {
        this.object = object;
    }

    /**
     * Checks.
     *
     * @param object its kind and name, for the problems
     * @param value gets the defaults
     */
    static List<FieldProblem> problems(String object, JsonNode schema, ObjectNode value) {
        SchemaCheck check = new SchemaCheck(object);
        check.fields(schema, value, "");
        return List.copyOf(check.problems);
    }

    private void value(JsonNode schema, JsonNode value, String path) {
        boolean fits = switch (schema.path("type").asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "boolean" -> value.isBoolean();
            case "integer" -> inRange(schema, value);
            case "string" ->
                value.isTextual() && oneOf(schema, value) && format(schema).fits(value.textValue());
            default -> throw new IllegalStateException("schema of " + path + " has no type that is known");
        };
        if (!fits) {
            report(path, value.toString(), expected(schema));
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                value(schema.get("items"), value.get(i), path + "[" + i + "]");
            }
        } else if (value instanceof ObjectNode map && schema.has("propertyNames")) {
            entries(schema, map, path);
        } else if (value instanceof ObjectNode fields) {
            fields(schema, fields, path + ".");
        }
    }

    private void fields(JsonNode schema, ObjectNode value, String prefix) {
        JsonNode known = schema.get("properties");
        for (String name : new TreeSet<>(names(value))) {
            if (!known.has(name)) {
                report(prefix + name, value.get(name).toString(), "no such field; there are " + join(names(known)));
            }
        }
        for (Map.Entry<String, JsonNode> field : known.properties()) {
            JsonNode found = value.path(field.getKey());
            if (!found.isMissingNode() && !found.isNull()) {
                value(field.getValue(), found, prefix + field.getKey());
            } else if (field.getValue().has("default")) {
                value.set(field.getKey(), field.getValue().get("default"));
            } else if (texts(schema.path("required")).contains(field.getKey())) {
                report(prefix + field.getKey(), NOTHING, expected(field.getValue()));
            }
        }
    }

    private void entries(JsonNode schema, ObjectNode map, String path) {
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            Format keys = format(schema.get("propertyNames"));
            if (!keys.fits(entry.getKey())) {
                report(path, entry.getKey(), keys.expected());
            }
            value(schema.get("additionalProperties"), entry.getValue(), path + "[" + entry.getKey() + "]");
        }
    }

    private static boolean inRange(JsonNode schema, JsonNode value) {
        return value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= schema.get("minimum").longValue()
                && value.longValue() <= schema.get("maximum").longValue();
    }

    private static boolean oneOf(JsonNode schema, JsonNode value) {
        return !schema.has("enum") || texts(schema.get("enum")).contains(value.textValue());
    }

    private static Format format(JsonNode schema) {
        return Format.of(schema.path("format").asText()).orElse(Format.TEXT);
    }

    private static String expected(JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "object" ->
                "an object" + (schema.has("properties") ? " of " + join(names(schema.get("properties"))) : "");
            case "array" -> "a list";
            case "boolean" -> "true or false";
            case "integer" -> "a whole number from " + schema.get("minimum") + " to " + schema.get("maximum");
            default ->
                schema.has("enum")
                        ? join(texts(schema.get("enum")))
                        : format(schema).expected();
        };
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String join(List<String> words) {
        return words.size() == 1
                ? words.getFirst()
                : words.stream().limit(words.size() - 1L).collect(Collectors.joining(", ")) + " or " + words.getLast();
    }

    private void report(String path, String value, String expected) {
        if (problems.size() < MOST) {
            problems.add(new FieldProblem(object, path, value, expected));
        } else if (problems.size() == MOST) {
            problems.add(new FieldProblem(
                    object, path, "more than " + MOST + " problems", "fewer: put right what is named first"));
        }
    }
}
