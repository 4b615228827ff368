package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Objects field by field: path to value. */
final class Fields {
    /** What the server gives with every change. */
    private static final Set<String> SERVERS =
            Set.of("metadata.resourceVersion", "metadata.generation", "metadata.creationTimestamp");

    /** What the server says of an object. */
    private static final String STATUS = "status.";

    private Fields() {}

    /** All fields of {@code object}, in its order. */
    static Map<String, String> of(JsonNode object) {
        Map<String, String> fields = new LinkedHashMap<>();
        add("", object, fields);
        return fields;
    }

    private static void add(String path, JsonNode value, Map<String, String> fields) {
        if (value.isObject() && !value.isEmpty()) {
            value.properties()
                    .forEach(field -> add(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), fields));
        } else if (value.isArray() && !value.isEmpty()) {
            for (int i = 0; i < value.size(); i++) {
                add(path + "[" + i + "]", value.get(i), fields);
            }
        } else if (!value.isMissingNode()) {
            fields.put(path, value.toString());
        }
    }

    /** What an operator would change from {@code before} to {@code after}: lines with a minus and a plus. */
    static List<String> differences(JsonNode before, JsonNode after) {
        Map<String, String> old = of(before);
        Map<String, String> fresh = of(after);
        Set<String> paths = new LinkedHashSet<>(old.keySet());
        paths.addAll(fresh.keySet());
        paths.removeAll(SERVERS);
        paths.removeIf(path -> path.startsWith(STATUS));
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            String was = old.get(path);
            String is = fresh.get(path);
            if (was != null && !Objects.equals(was, is)) {
                lines.add("- " + path + ": " + was);
            }
            if (is != null && !Objects.equals(was, is)) {
                lines.add("+ " + path + ": " + is);
            }
        }
        return lines;
    }
}
