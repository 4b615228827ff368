package io.fleetmesh.contract.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigPart;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import io.fleetmesh.contract.resource.Field;
import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.ObjectMeta;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes the schemas of the kinds from their records: all that it knows of a field stands at the component. */
final class SchemaWriter {
    private static final JsonMapper JSON = new JsonMapper();
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private final SchemaGenerator generator;

    SchemaWriter() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        JSON, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
                .with(
                        Option.INLINE_ALL_SCHEMAS,
                        Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
                // It would let null through beside the value.
                .without(Option.FLATTENED_OPTIONALS, Option.SCHEMA_VERSION_INDICATOR);
        config.forTypesInGeneral().withPropertySorter((_, _) -> 0);
        SchemaGeneratorConfigPart<FieldScope> fields = config.forFields();
        fields.withTargetTypeOverridesResolver(field -> field.getType().isInstanceOf(Optional.class)
                ? List.of(field.getTypeParameterFor(Optional.class, 0))
                : null);
        fields.withRequiredCheck(SchemaWriter::required);
        fields.withInstanceAttributeOverride(SchemaWriter::describe);
        generator = new SchemaGenerator(config.build());
    }

    private static Field rule(FieldScope field) {
        return Optional.ofNullable(field.getAnnotation(Field.class))
                .orElseThrow(() -> new IllegalStateException(field + " has no @Field"));
    }

    private static boolean required(FieldScope field) {
        Class<?> type = field.getDeclaredType().getErasedType();
        return type != Optional.class
                && !Collection.class.isAssignableFrom(type)
                && type != Map.class
                && rule(field).otherwise().isEmpty();
    }

    /** Of a list and of a map of texts it is called twice, for its entries too. */
    private static void describe(ObjectNode node, FieldScope field, SchemaGenerationContext context) {
        Field rule = rule(field);
        Class<?> type = field.getType().getErasedType();
        if (!field.isFakeContainerItemScope()) {
            node.put("description", rule.value());
        }
        if (!rule.otherwise().isEmpty()) {
            node.set("default", tree(rule.otherwise()));
        }
        if (type == String.class) {
            text(node, rule.format());
        } else if (type == Map.class) {
            text(node.putObject("propertyNames"), rule.keys());
        } else if (Number.class.isAssignableFrom(type) || type == int.class) {
            node.put("minimum", rule.least()).put("maximum", rule.most());
        }
    }

    private static void text(ObjectNode node, Format format) {
        node.put("format", format.text()).put("maxLength", format.length());
        if (format != Format.TEXT) {
            node.put("pattern", format.pattern());
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }

    /** JSON Schema of a whole object. */
    String schema(Kind kind) throws JsonProcessingException {
        ObjectNode schema = JSON.createObjectNode()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", kind.text())
                .put("description", kind.description())
                .put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties
                .putObject("apiVersion")
                .put("type", "string")
                .putArray("enum")
                .add(Kind.API_VERSION);
        properties.putObject("kind").put("type", "string").putArray("enum").add(kind.text());
        properties.set("metadata", generator.generateSchema(ObjectMeta.class));
        properties.set("spec", generator.generateSchema(kind.spec()));
        schema.putArray("required")
                .add("apiVersion")
                .add("kind")
                .add("metadata")
                .add("spec");
        schema.put("additionalProperties", false);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    }

    /** The same as a CustomResourceDefinition, whose metadata is Kubernetes' own but for the name. */
    String definition(Kind kind) throws JsonProcessingException {
        ObjectNode schema = (ObjectNode) tree(schema(kind));
        schema.remove(List.of("$schema", "title"));
        structural(schema);
        ObjectNode properties = (ObjectNode) schema.get("properties");
        JsonNode name = properties.at("/metadata/properties/name");
        properties
                .putObject("metadata")
                .put("type", "object")
                .putObject("properties")
                .set("name", name);

        ObjectNode definition = JSON.createObjectNode()
                .put("apiVersion", "apiextensions.k8s.io/v1")
                .put("kind", "CustomResourceDefinition");
        definition.putObject("metadata").put("name", kind.plural() + "." + Kind.GROUP);
        ObjectNode spec = definition.putObject("spec").put("group", Kind.GROUP).put("scope", "Cluster");
        spec.putObject("names")
                .put("kind", kind.text())
                .put("listKind", kind.text() + "List")
                .put("plural", kind.plural())
                .put("singular", kind.text().toLowerCase(Locale.ROOT));
        spec.putArray("versions")
                .addObject()
                .put("name", Kind.VERSION)
                .put("served", true)
                .put("storage", true)
                .putObject("schema")
                .set("openAPIV3Schema", schema);
        return YAML.writeValueAsString(definition);
    }

    /** Takes out what a structural schema may not have: the API server removes unknown fields, and knows no rules for keys. */
    private static void structural(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("propertyNames");
            if (object.path("additionalProperties").isBoolean()) {
                object.remove("additionalProperties");
            }
        }
        node.forEach(SchemaWriter::structural);
    }
}
