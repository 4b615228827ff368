package io.fleetmesh.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.plan.MemberChange.FieldChange;
import io.fleetmesh.contract.resource.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What differs between two specs of one kind, field by field. Parts of a list go by their {@code name} where they have one, by their
 * number otherwise. What is empty elsewhere is as if it were absent.
 */
public final class SpecDiff {
    /** A part of a list counts even if nothing is in it: a selector of everything is. */
    private static final String EMPTY = "{}";

    private SpecDiff() {}

    /** By path, ascending; a path begins with {@code spec}. */
    public static List<FieldChange> of(Spec before, Spec after) {
        NavigableMap<String, String> old = fields(before);
        NavigableMap<String, String> now = fields(after);
        TreeSet<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(now.keySet());
        return paths.stream()
                .map(path ->
                        new FieldChange(path, Optional.ofNullable(old.get(path)), Optional.ofNullable(now.get(path))))
                .filter(change -> !change.from().equals(change.to()))
                .toList();
    }

    private static NavigableMap<String, String> fields(Spec spec) {
        NavigableMap<String, String> fields = new TreeMap<>();
        add("spec", Codec.MAPPER.valueToTree(spec), fields);
        return fields;
    }

    private static void add(String path, JsonNode node, NavigableMap<String, String> fields) {
        if (node.isObject()) {
            node.properties().forEach(field -> add(path + "." + field.getKey(), field.getValue(), fields));
        } else if (node.isArray()) {
            list(path, node, fields);
        } else {
            fields.put(path, node.asText());
        }
    }

    private static void list(String path, JsonNode list, NavigableMap<String, String> fields) {
        List<JsonNode> parts = new ArrayList<>();
        list.forEach(parts::add);
        if (parts.isEmpty()) {
            return;
        }
        if (parts.stream().noneMatch(JsonNode::isObject)) {
            fields.put(path, parts.stream().map(JsonNode::asText).collect(Collectors.joining(", ")));
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            String name = parts.get(i).path("name").asText(Integer.toString(i));
            String part = path + "[" + name + "]";
            int before = fields.size();
            add(part, parts.get(i), fields);
            if (fields.size() == before) {
                fields.put(part, EMPTY);
            }
        }
    }
}
