package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.watcher.domain.Mapped;
import io.fleetmesh.watcher.domain.Unmappable;
import java.io.IOException;
import java.util.Optional;

/** Reads objects of one kind one by one, so that one bad object spoils no list. Thread-safe. */
final class ObjectReader<T extends HasMetadata> {
    static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final WatchedKind<T> kind;

    ObjectReader(WatchedKind<T> kind) {
        this.kind = kind;
    }

    static JsonNode tree(byte[] body) throws IOException {
        return JSON.readTree(body);
    }

    /** The fact, or why there is none. */
    Mapped read(JsonNode object) {
        Optional<String> key = key(object);
        if (key.isEmpty()) {
            return bad(object, key, new BadField("metadata.name", "a name in its namespace", "absent"));
        }
        try {
            return new Mapped.Known(kind.map(JSON.treeToValue(object, kind.type())));
        } catch (BadField e) {
            return bad(object, key, e);
        } catch (JsonMappingException e) {
            return bad(object, key, new BadField(e.getPathReference(), "Kubernetes' type", e.getOriginalMessage()));
        } catch (JacksonException e) {
            return bad(object, key, new BadField("object", "JSON", e.getOriginalMessage()));
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

    private Mapped bad(JsonNode object, Optional<String> key, BadField why) {
        JsonNode metadata = object.path("metadata");
        String name = metadata.path("namespace").asText() + "/"
                + metadata.path("name").asText();
        return new Mapped.Bad(key, new Unmappable(kind.kind(), name, why.field(), why.expected(), why.found()));
    }
}
