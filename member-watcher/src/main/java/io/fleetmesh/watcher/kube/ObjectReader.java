package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.watcher.domain.Mapped;
import io.fleetmesh.watcher.domain.Observation;
import io.fleetmesh.watcher.domain.Unmappable;
import java.io.IOException;
import java.util.Optional;

/** Reads objects of one kind one by one, so that one bad object spoils no list. Thread-safe. */
final class ObjectReader<T> {
    static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Of a fact: a little less than Kafka's producers and brokers take of a record if nobody configures more. */
    private static final int MOST = 1_000_000;

    private final WatchedKind<T> kind;

    ObjectReader(WatchedKind<T> kind) {
        this.kind = kind;
    }

    static JsonNode tree(byte[] body) throws IOException {
        return JSON.readTree(body);
    }

    /** Reads one line of a watch. */
    WatchEvent event(byte[] line) throws ApiFailure {
        JsonNode event = parse(line);
        JsonNode object = event.path("object");
        String type = event.path("type").asText();
        String version = object.path("metadata").path("resourceVersion").asText();
        return switch (type) {
            case "ADDED", "MODIFIED" ->
                // What is kept of an object is no longer than the object, but for the names of fields.
                switch (read(object, line.length <= MOST / 2)) {
                    case Mapped.Known known -> new WatchEvent.Observed(new Observation.Present(known.fact()), version);
                    case Mapped.Bad bad -> new WatchEvent.Unusable(bad.problem(), version);
                    case Mapped.Misnamed misnamed -> new WatchEvent.Unusable(misnamed.problem(), version);
                };
            case "DELETED" ->
                key(object)
                        .<WatchEvent>map(key -> new WatchEvent.Observed(new Observation.Gone(key), version))
                        .orElseGet(() -> new WatchEvent.Unusable(nameless(object), version));
            case "BOOKMARK" -> new WatchEvent.Bookmark(version);
            case "ERROR" ->
                new WatchEvent.Failed(
                        object.path("code").asInt(), object.path("message").asText());
            default ->
                throw ApiFailure.badAnswer(
                        "watch " + kind.kind(),
                        "event type '" + type + "', expected ADDED, MODIFIED, DELETED, BOOKMARK or ERROR");
        };
    }

    private JsonNode parse(byte[] line) throws ApiFailure {
        try {
            return tree(line);
        } catch (IOException e) {
            throw ApiFailure.badAnswer("watch " + kind.kind(), "expected a JSON event: " + e.getMessage());
        }
    }

    /** The fact, or why there is none. */
    Mapped read(JsonNode object) {
        return read(object, false);
    }

    /** @param small whether it is known that the fact is not too large */
    private Mapped read(JsonNode object, boolean small) {
        Optional<String> key = key(object);
        if (key.isEmpty()) {
            return new Mapped.Bad(key, nameless(object));
        }
        try {
            checkNames(object);
        } catch (BadField e) {
            return new Mapped.Misnamed(unmappable(object, Optional.empty(), e));
        }
        try {
            MemberFact fact = kind.map(JSON.treeToValue(object, kind.type()));
            int size = small ? 0 : Codec.encode(fact).length;
            return size <= MOST
                    ? new Mapped.Known(fact)
                    : bad(object, key, new BadField("object", "at most " + MOST + " bytes", size + " bytes"));
        } catch (BadField e) {
            return bad(object, key, e);
        } catch (JsonMappingException e) {
            return bad(object, key, new BadField(e.getPathReference(), "Kubernetes' type", e.getOriginalMessage()));
        } catch (JacksonException e) {
            return bad(object, key, new BadField("object", "JSON", e.getOriginalMessage()));
        } catch (RuntimeException e) {
            // No API server writes such a one, as with null in a list: whatever it is, the others go on.
            return bad(
                    object,
                    key,
                    new BadField("object", "a " + kind.kind() + " as Kubernetes has it", String.valueOf(e)));
        }
    }

    /** The object's key; empty if it does not say its name. */
    Optional<String> key(JsonNode object) {
        String name = object.path("metadata").path("name").asText();
        String namespace = object.path("metadata").path("namespace").asText();
        if (name.isEmpty() || (kind.namespaced() && namespace.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(
                kind.namespaced()
                        ? MemberFact.keyOf(kind.family(), namespace, name)
                        : MemberFact.keyOf(kind.family(), name));
    }

    private void checkNames(JsonNode object) throws BadField {
        JsonNode metadata = object.path("metadata");
        if (kind.namespaced()) {
            var _ = NameForm.LABEL.require(
                    "metadata.namespace", metadata.path("namespace").asText());
        }
        var _ = kind.names().require("metadata.name", metadata.path("name").asText());
    }

    private Unmappable nameless(JsonNode object) {
        return unmappable(object, Optional.empty(), new BadField("metadata.name", "a name in its namespace", "absent"));
    }

    private Mapped bad(JsonNode object, Optional<String> key, BadField why) {
        return new Mapped.Bad(key, unmappable(object, key, why));
    }

    private Unmappable unmappable(JsonNode object, Optional<String> key, BadField why) {
        JsonNode metadata = object.path("metadata");
        String name = metadata.path("namespace").asText() + "/"
                + metadata.path("name").asText();
        return new Unmappable(key, kind.kind(), name, why.field(), why.expected(), why.found());
    }
}
