package io.fleetmesh.simulator.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fleetmesh.simulator.store.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Reads Kubernetes manifests. */
public final class Manifests {
    private static final YAMLMapper YAML = new YAMLMapper();

    private Manifests() {}

    /**
     * The objects of all {@code *.yaml} files of a directory, by file name.
     *
     * @throws IOException if there are none, or one cannot be read or is none; the message names file, object and field
     */
    public static List<ObjectNode> read(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString(), null, "expected a directory of manifests");
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
            files = entries.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
        List<ObjectNode> objects = new ArrayList<>();
        for (Path file : files) {
            objects.addAll(parse(file.toString(), Files.readString(file)));
        }
        if (objects.isEmpty()) {
            throw new IOException(directory + ": no objects, expected files *.yaml with Kubernetes manifests");
        }
        return objects;
    }

    /** Reads the objects of a text; {@code source} names it in errors. */
    public static List<ObjectNode> parse(String source, String yaml) throws IOException {
        List<ObjectNode> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            int number = 0;
            while (documents.hasNextValue()) {
                number++;
                JsonNode document = documents.nextValue();
                if (document instanceof ObjectNode object) {
                    objects.add(checked(source + ", object " + number, object));
                } else if (document != null && !document.isNull() && !document.isMissingNode()) {
                    throw new IOException(source + ", object " + number + ": expected a Kubernetes object");
                }
            }
        } catch (JsonProcessingException e) {
            throw new IOException(source + ": not YAML: " + e.getMessage(), e);
        }
        return objects;
    }

    private static ObjectNode checked(String where, ObjectNode object) throws IOException {
        String apiVersion = required(where, object, "/apiVersion");
        String kind = required(where, object, "/kind");
        String named = where + " (" + kind + " " + required(where, object, "/metadata/name") + ")";
        if (Kind.ofName(apiVersion, kind).isEmpty()) {
            throw new IOException(
                    named + ": apiVersion, kind: " + apiVersion + " " + kind + " is not a kind that is simulated");
        }
        return object;
    }

    private static String required(String where, ObjectNode object, String pointer) throws IOException {
        String value = object.at(pointer).asText("");
        if (value.isEmpty()) {
            throw new IOException(
                    where + ": " + pointer.substring(1).replace('/', '.') + " is absent, expected a text");
        }
        return value;
    }
}
