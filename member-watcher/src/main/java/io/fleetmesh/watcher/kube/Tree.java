package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value within an object of a kind that fabric8 has no model of. What is absent or null is empty; what is of another type
 * than expected is a {@link BadField}.
 *
 * @param path of the value within its object
 */
record Tree(String path, JsonNode node) {
    /** An object. */
    static Tree of(JsonNode object) {
        return new Tree("", object);
    }

    Tree at(String field) throws BadField {
        if (!isAbsent() && !node.isObject()) {
            throw bad("an object");
        }
        return new Tree(path.isEmpty() ? field : path + "." + field, node.path(field));
    }

    boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    /** Empty for an empty text, too. */
    Optional<String> text() throws BadField {
        if (isAbsent()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            throw bad("a text");
        }
        return Optional.of(node.asText()).filter(text -> !text.isEmpty());
    }

    Optional<Long> number() throws BadField {
        if (isAbsent()) {
            return Optional.empty();
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw bad("a whole number");
        }
        return Optional.of(node.asLong());
    }

    /** A number that fits an int; 0 where there is none. */
    int integer() throws BadField {
        long number = number().orElse(0L);
        if (number != (int) number) {
            throw bad("a number of 32 bits");
        }
        return (int) number;
    }

    List<Tree> items() throws BadField {
        if (!isAbsent() && !node.isArray()) {
            throw bad("a list");
        }
        List<Tree> items = new ArrayList<>();
        node.forEach(item -> items.add(new Tree(path + "[" + items.size() + "]", item)));
        return items;
    }

    /** A map of texts. */
    Map<String, String> texts() throws BadField {
        if (!isAbsent() && !node.isObject()) {
            throw bad("a map of texts");
        }
        Map<String, String> texts = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new BadField(path + "[" + entry.getKey() + "]", "a text", String.valueOf(entry.getValue()));
            }
            texts.put(entry.getKey(), entry.getValue().asText());
        }
        return texts;
    }

    BadField bad(String expected) {
        return new BadField(path, expected, isAbsent() ? "absent" : node.toString());
    }
}
