package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.UnreadableFact;
import io.fleetmesh.watcher.domain.Mapped;
import io.fleetmesh.watcher.domain.Unmappable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The facts of the sample objects: {@code facts.txt} is what the aggregator's golden test goes on from. */
class FactsGolden {
    private static final Path SAMPLES = Path.of("..", "endpoint-aggregator", "src", "test", "resources", "samples");
    private static final String CREATED = "2026-11-23T08:08:21Z";

    @Test
    void factsOfTheSamplesAreThese() throws IOException {
        Set<String> facts = new TreeSet<>();
        for (String file : List.of("input.yaml", "endpoints.yaml", "exports.yaml")) {
            try (MappingIterator<JsonNode> documents = new YAMLMapper()
                    .readerFor(JsonNode.class)
                    .readValues(SAMPLES.resolve(file).toFile())) {
                while (documents.hasNext()) {
                    MemberFact fact = fact(asStored((ObjectNode) documents.next()));
                    facts.add(EventTypes.of(fact.getClass()) + " " + new String(Codec.encode(fact), UTF_8));
                }
            }
        }

        assertEquals(Files.readString(SAMPLES.resolve("facts.txt")).strip(), String.join("\n", facts));
    }

    private static MemberFact fact(JsonNode object) {
        WatchedKind<?> kind = WatchedKind.all().stream()
                .filter(each -> each.kind().equals(object.path("kind").asText()))
                .findFirst()
                .orElseThrow();
        return switch (new ObjectReader<>(kind).read(object)) {
            case Mapped.Known(MemberFact fact) -> fact;
            case Mapped.Bad(var key, Unmappable problem) ->
                new UnreadableFact(key.orElseThrow(), problem.field(), problem.found(), problem.expected());
            case Mapped.Misnamed(Unmappable problem) -> throw new IllegalStateException(problem.message());
        };
    }

    /** With what an API server adds. */
    private static ObjectNode asStored(ObjectNode object) {
        object.withObject("/metadata").put("creationTimestamp", CREATED);
        if (object.path("kind").asText().equals("Service")
                && !object.at("/spec/type").asText().equals("ExternalName")) {
            ObjectNode spec = object.withObject("/spec");
            absent(spec, "sessionAffinity", "None");
            absent(spec, "internalTrafficPolicy", "Cluster");
            spec.withArray("ipFamilies").add("IPv4");
        }
        return object;
    }

    private static void absent(ObjectNode object, String field, String value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }
}
