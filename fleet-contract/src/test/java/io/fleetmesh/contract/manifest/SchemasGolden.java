package io.fleetmesh.contract.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.resource.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The published schemas are those of the records; {@code -Dfleetmesh.schemas=write} writes them anew. */
class SchemasGolden {
    private static final Path DIRECTORY = Path.of("src/main/resources/fleetmesh.io/v1alpha1");

    private final SchemaWriter writer = new SchemaWriter();

    @ParameterizedTest
    @EnumSource
    void theJsonSchemaIsThatOfTheRecords(Kind kind) throws IOException {
        same(writer.schema(kind), DIRECTORY.resolve(kind.plural() + ".schema.json"));
    }

    @ParameterizedTest
    @EnumSource
    void theCustomResourceDefinitionIsThatOfTheRecords(Kind kind) throws IOException {
        same(writer.definition(kind), DIRECTORY.resolve(kind.plural() + ".crd.yaml"));
    }

    private static void same(String made, Path file) throws IOException {
        if ("write".equals(System.getProperty("fleetmesh.schemas"))) {
            Files.writeString(file, made);
        }
        assertEquals(made, published(file), file + " is out of date; -Dfleetmesh.schemas=write writes it");
    }

    private static String published(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "no such file";
        }
    }
}
