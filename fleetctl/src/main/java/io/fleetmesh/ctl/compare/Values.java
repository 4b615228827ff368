package io.fleetmesh.ctl.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fleetmesh.contract.MeshFamily;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values field by field: path to text, parts of a path joined by slashes. What readers take for equal is equal: {@code null},
 * what is empty, and what is not there. A value that cannot be read has one field that says so, and its bytes.
 */
final class Values {
    /** The field of a value that cannot be read. */
    static final String UNREADABLE = "unreadable";

    private static final JsonMapper JSON = new JsonMapper();

    private Values() {}

    static Map<String, String> fields(MeshFamily family, byte[] value) {
        return switch (family) {
            case IDENTITIES -> labels(new String(value, UTF_8));
            case ENDPOINT_SLICES -> SliceFields.of(value);
            case NODES, IPS, SERVICES, SERVICE_EXPORTS -> json(value);
        };
    }

    /** Of a value in JSON. */
    static Map<String, String> json(byte[] value) {
        Map<String, String> fields = new TreeMap<>();
        try {
            add("", JSON.readTree(value), fields);
        } catch (JacksonException e) {
            fields.put(UNREADABLE, e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
        return fields;
    }

    private static void add(String path, JsonNode value, Map<String, String> fields) {
        if (value.isObject() && value.isEmpty() && path.endsWith("/")) {
            // What has no name is a field all the same: the frontend of a Service of type ExternalName.
            fields.put(path, value.toString());
        } else if (value.isObject()) {
            value.properties().forEach(field -> add(join(path, field.getKey()), field.getValue(), fields));
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                add(join(path, Integer.toString(i)), value.get(i), fields);
            }
        } else if (!value.isNull() && !value.isMissingNode() && !value.asText().isEmpty()) {
            fields.put(path, value.asText());
        }
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    /** A label for each part; the order in which they stand is a field, too, for it decides what the identity is. */
    private static Map<String, String> labels(String text) {
        Map<String, String> fields = new TreeMap<>();
        StringBuilder order = new StringBuilder();
        // What follows the last semicolon is nothing.
        String whole = text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
        for (String label : whole.split(";", -1)) {
            int equals = label.indexOf('=');
            String name = equals < 0 ? label : label.substring(0, equals);
            fields.put("label/" + name, equals < 0 ? "" : label.substring(equals + 1));
            order.append(name).append(';');
        }
        fields.put("order", order.toString());
        return fields;
    }
}
