package io.fleetmesh.contract.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fleetmesh.contract.resource.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The published JSON Schemas, made from the records of the kinds: what is checked is what is published. */
public final class Schemas {
    private static final Map<Kind, JsonNode> ALL =
            Arrays.stream(Kind.values()).collect(Collectors.toUnmodifiableMap(Function.identity(), Schemas::read));

    private Schemas() {}

    /** That of {@code kind}; not to be changed. */
    public static JsonNode of(Kind kind) {
        return ALL.get(kind);
    }

    private static JsonNode read(Kind kind) {
        String file = "/fleetmesh.io/v1alpha1/" + kind.plural() + ".schema.json";
        try (InputStream in = Schemas.class.getResourceAsStream(file)) {
            return new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the schema " + file, e);
        }
    }
}
