package io.fleetmesh.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fleetmesh.contract.resource.Kind;
import java.time.Instant;
import java.util.List;

/** Ways to show objects. */
enum Output {
    TABLE,
    WIDE,
    YAML,
    JSON,
    /** A file of values for Cilium's Helm chart; of one member. */
    HELM;

    /** Made when it is needed: starting is most of what this program does. */
    private static final class Mappers {
        static final JsonMapper JSON = new JsonMapper();
        /** Every text in quotes: some would be read as numbers without. */
        static final YAMLMapper YAML = new YAMLMapper();

        static final YAMLMapper VALUES = YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .build();

        private Mappers() {}
    }

    /** Whether it is a table. */
    boolean isTable() {
        return this == TABLE || this == WIDE;
    }

    /** One that was asked for by name. */
    String one(Resource resource, JsonNode object, Instant now) {
        return isTable() ? all(resource, List.of(object), now) : tree(object);
    }

    /** Any number. */
    String all(Resource resource, List<JsonNode> objects, Instant now) {
        return switch (this) {
            case TABLE, WIDE -> new Table(resource, this == WIDE).all(objects, now);
            case YAML, HELM -> String.join("", objects.stream().map(this::tree).toList());
            case JSON -> {
                ObjectNode list = Mappers.JSON
                        .createObjectNode()
                        .put("apiVersion", Kind.API_VERSION)
                        .put("kind", resource.text() + "List");
                list.putArray("items").addAll(objects);
                yield tree(list);
            }
        };
    }

    /** A document. */
    String tree(JsonNode tree) {
        try {
            return switch (this) {
                case YAML -> Mappers.YAML.writeValueAsString(tree);
                case HELM -> Mappers.VALUES.writeValueAsString(tree);
                case TABLE, WIDE, JSON ->
                    Mappers.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
            };
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree cannot be written", e);
        }
    }
}
