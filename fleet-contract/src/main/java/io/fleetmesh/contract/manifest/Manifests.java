package io.fleetmesh.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonInclude.Value;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.ObjectMeta;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Declared objects to and from documents. */
public final class Manifests {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            // What is absent means the same as what is empty, and reads better.
            .defaultPropertyInclusion(Value.construct(Include.NON_EMPTY, Include.ALWAYS))
            .build();

    private Manifests() {}

    /** The object that {@code document} is, with defaults; or all that keeps it from being one. */
    public static Checked check(JsonNode document) {
        if (!(document instanceof ObjectNode)) {
            return bad(document, "document", document, "an object with apiVersion, kind, metadata and spec");
        }
        Optional<Kind> kind = Kind.of(document.path("kind").asText());
        if (kind.isEmpty()) {
            String known = Arrays.stream(Kind.values()).map(Kind::text).collect(Collectors.joining(", "));
            return bad(document, "kind", document.path("kind"), "one of " + known);
        }
        ObjectNode filled = document.deepCopy();
        List<FieldProblem> problems = SchemaCheck.problems(object(document), Schemas.of(kind.get()), filled);
        return problems.isEmpty() ? new Checked.Good(intent(kind.get(), filled)) : new Checked.Bad(problems);
    }

    private static Checked bad(JsonNode document, String field, JsonNode value, String expected) {
        String found = value.isMissingNode() ? "nothing" : value.toString();
        return new Checked.Bad(List.of(new FieldProblem(object(document), field, found, expected)));
    }

    private static String object(JsonNode document) {
        return document.path("kind").asText("?") + "/"
                + document.path("metadata").path("name").asText("?");
    }

    private static Intent intent(Kind kind, ObjectNode document) {
        try {
            return Intent.of(
                    MAPPER.treeToValue(document.get("metadata"), ObjectMeta.class),
                    MAPPER.treeToValue(document.get("spec"), kind.spec()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document that its schema lets through is no " + kind.text(), e);
        }
    }

    /** The document of an object. */
    public static ObjectNode write(Intent intent) {
        ObjectNode document = MAPPER.createObjectNode()
                .put("apiVersion", Kind.API_VERSION)
                .put("kind", intent.kind().text());
        document.set("metadata", MAPPER.valueToTree(intent.metadata()));
        document.set("spec", MAPPER.valueToTree(intent.spec()));
        return document;
    }
}
