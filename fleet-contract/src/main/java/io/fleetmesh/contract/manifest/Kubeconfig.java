package io.fleetmesh.contract.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a kubeconfig one may know who has no business with its credentials.
 *
 * @param current the context that is used if none is named
 */
public record Kubeconfig(List<Context> contexts, Optional<String> current) {
    public Kubeconfig {
        contexts = List.copyOf(contexts);
    }

    /**
     * A way to a cluster.
     *
     * @param server its API's address, if the file says it
     */
    public record Context(String name, Optional<String> server) {}

    /** What a text came to. */
    public sealed interface Outcome {
        record Read(Kubeconfig kubeconfig) implements Outcome {}

        /** None; {@code reason} says what was expected. */
        record Unreadable(String reason) implements Outcome {}
    }

    /** Reads a file's text. */
    public static Outcome read(byte[] bytes) {
        return switch (DocumentReader.read(bytes)) {
            case Documents.Unreadable(String reason) -> new Outcome.Unreadable(reason);
            case Documents.Read(List<JsonNode> documents) when documents.size() == 1 -> of(documents.getFirst());
            case Documents.Read(List<JsonNode> documents) ->
                new Outcome.Unreadable("expected one document, found " + documents.size());
        };
    }

    private static Outcome of(JsonNode document) {
        if (!document.path("kind").asText().equals("Config")) {
            return new Outcome.Unreadable("expected a kubeconfig: kind Config, found '"
                    + document.path("kind").asText() + "'");
        }
        List<Context> contexts = new ArrayList<>();
        for (JsonNode context : document.path("contexts")) {
            String cluster = context.at("/context/cluster").asText();
            contexts.add(new Context(context.path("name").asText(), server(document, cluster)));
        }
        if (contexts.isEmpty()) {
            return new Outcome.Unreadable("expected at least one context, found none");
        }
        return new Outcome.Read(new Kubeconfig(
                contexts, Optional.of(document.path("current-context").asText()).filter(name -> !name.isEmpty())));
    }

    private static Optional<String> server(JsonNode document, String cluster) {
        for (JsonNode entry : document.path("clusters")) {
            if (entry.path("name").asText().equals(cluster)) {
                return Optional.of(entry.at("/cluster/server").asText()).filter(server -> !server.isEmpty());
            }
        }
        return Optional.empty();
    }
}
