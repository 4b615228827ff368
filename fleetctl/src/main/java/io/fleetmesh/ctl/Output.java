package io.fleetmesh.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fleetmesh.contract.resource.Kind;
import java.util.ArrayList;
import java.util.List;

/** Ways to show objects. */
enum Output {
    TABLE,
    YAML,
    JSON;

    private static final JsonMapper JSON_MAPPER = new JsonMapper();
    /** Every text in quotes: some would be read as numbers without. */
    private static final YAMLMapper YAML_MAPPER = new YAMLMapper();

    /** A column, and where in an object its cells are. */
    private record Column(String title, String pointer) {
        /** Of a list its length. */
        String cell(JsonNode object) {
            JsonNode value = object.at(pointer);
            return value.isMissingNode() ? "-" : value.isArray() ? Integer.toString(value.size()) : value.asText();
        }
    }

    private static List<Column> columns(Kind kind) {
        return switch (kind) {
            case MEMBER ->
                List.of(
                        new Column("NAME", "/metadata/name"),
                        new Column("ADDRESS", "/spec/address"),
                        new Column("KUBECONFIG", "/spec/kubeconfig/name"),
                        new Column("PLACEMENT", "/spec/placement"),
                        new Column("REGION", "/spec/region"),
                        new Column("ZONE", "/spec/zone"));
            case NETWORK_PROFILE ->
                List.of(
                        new Column("NAME", "/metadata/name"),
                        new Column("SEGMENTS", "/spec/segments"),
                        new Column("STRATEGY", "/spec/rolloutStrategy"),
                        new Column("GENERATION", "/metadata/generation"));
            case ROLE_BINDING ->
                List.of(
                        new Column("NAME", "/metadata/name"),
                        new Column("ROLE", "/spec/role"),
                        new Column("USERS", "/spec/subjects/users"),
                        new Column("GROUPS", "/spec/subjects/groups"),
                        new Column("PROFILES", "/spec/profiles"),
                        new Column("NAMESPACES", "/spec/namespaces"));
            case ROLLOUT_STRATEGY ->
                List.of(
                        new Column("NAME", "/metadata/name"),
                        new Column("CANARY", "/spec/canary/name"),
                        new Column("WAVES", "/spec/waves"),
                        new Column("SOAK", "/spec/soakSeconds"),
                        new Column("FAILURES", "/spec/maxFailures"));
        };
    }

    /** One object. */
    String one(Kind kind, JsonNode object) {
        return this == TABLE ? table(kind, List.of(object)) : tree(object);
    }

    /** Any number. */
    String all(Kind kind, List<JsonNode> objects) {
        return switch (this) {
            case TABLE -> table(kind, objects);
            case YAML -> String.join("", objects.stream().map(this::tree).toList());
            case JSON -> {
                ObjectNode list = JSON_MAPPER
                        .createObjectNode()
                        .put("apiVersion", Kind.API_VERSION)
                        .put("kind", kind.text() + "List");
                list.putArray("items").addAll(objects);
                yield tree(list);
            }
        };
    }

    private String tree(JsonNode tree) {
        try {
            return this == YAML
                    ? YAML_MAPPER.writeValueAsString(tree)
                    : JSON_MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree cannot be written", e);
        }
    }

    private static String table(Kind kind, List<JsonNode> objects) {
        List<Column> columns = columns(kind);
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(Column::title).toList());
        objects.forEach(object ->
                rows.add(columns.stream().map(column -> column.cell(object)).toList()));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream()
                        .mapToInt(other -> other.get(column).length())
                        .max()
                        .orElse(0);
                line.append(row.get(i)).append(" ".repeat(width + 2 - row.get(i).length()));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
