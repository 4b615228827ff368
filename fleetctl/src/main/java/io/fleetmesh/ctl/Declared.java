package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A document of a file, as far as one must know it to send it. The server says whether it is right. */
record Declared(Kind kind, String name, JsonNode document) {
    /** What is named by others comes before these. */
    private static final List<Kind> ORDER =
            List.of(Kind.ROLE_BINDING, Kind.ROLLOUT_STRATEGY, Kind.MEMBER, Kind.NETWORK_PROFILE);

    String object() {
        return kind.object(name);
    }

    /** All documents of all files, in an order in which they can be accepted; {@code -} is standard input. */
    static List<Declared> read(List<String> files) {
        List<Declared> all = new ArrayList<>();
        for (String file : files) {
            switch (DocumentReader.read(bytes(file))) {
                case Documents.Unreadable(String reason) -> throw new Failure(Failure.REFUSED, file + ": " + reason);
                case Documents.Read(List<JsonNode> documents) ->
                    documents.forEach(document -> all.add(of(file, document)));
            }
        }
        all.sort(Comparator.comparingInt(declared -> ORDER.indexOf(declared.kind())));
        return all;
    }

    private static Declared of(String file, JsonNode document) {
        Optional<Kind> kind = Kind.of(document.path("kind").asText());
        String name = document.path("metadata").path("name").asText();
        if (kind.isPresent() && !name.isEmpty()) {
            return new Declared(kind.get(), name, document);
        }
        String problems = switch (Manifests.check(document)) {
            case Checked.Bad(List<FieldProblem> found) ->
                found.stream().map(FieldProblem::text).collect(Collectors.joining("\n  "));
            case Checked.Good _ -> throw new IllegalStateException("an object without kind or name");
        };
        throw new Failure(Failure.REFUSED, file + ":\n  " + problems);
    }

    private static byte[] bytes(String file) {
        try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
            // One byte more than may be, so that the reader can say so.
            return in.readNBytes(DocumentReader.MOST_BYTES + 1);
        } catch (IOException e) {
            throw new Failure(Failure.REFUSED, "cannot read " + file + ": " + e);
        }
    }
}
