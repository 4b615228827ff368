package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.Mapped;
import io.fleetmesh.watcher.domain.Unmappable;
import java.net.URLEncoder;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Lists one kind whole, page by page. No resource version is asked for, so the API server answers from its storage and not
 * from a cache that may lag.
 */
final class FamilyLister<T extends HasMetadata> {
    private static final int PAGE = 500;

    private final WatchedKind<T> kind;
    private final ObjectReader<T> reader;
    private final MemberConnection api;
    private final Consumer<Unmappable> unmappable;

    FamilyLister(WatchedKind<T> kind, ObjectReader<T> reader, MemberConnection api, Consumer<Unmappable> unmappable) {
        this.kind = kind;
        this.reader = reader;
        this.api = api;
        this.unmappable = unmappable;
    }

    /** All objects, or a failure; never a part of them. */
    FamilySnapshot list(String clusterUid) throws ApiFailure, InterruptedException {
        try {
            return new Pages().read(clusterUid, Optional.of(PAGE));
        } catch (ApiFailure e) {
            if (!e.gone()) {
                throw e;
            }
            // The list outlived its snapshot: once more, in one piece.
            return new Pages().read(clusterUid, Optional.empty());
        }
    }

    private final class Pages {
        private final Map<String, MemberFact> facts = new TreeMap<>();
        private final Set<String> unreadable = new HashSet<>();
        private boolean allNamed = true;

        FamilySnapshot read(String clusterUid, Optional<Integer> page) throws ApiFailure, InterruptedException {
            String resourceVersion = "";
            String next = "";
            do {
                String query = page.map(size -> "?limit=" + size).orElse("")
                        + (next.isEmpty() ? "" : "&continue=" + URLEncoder.encode(next, UTF_8));
                JsonNode list = api.get(kind.path() + query);
                items(list).forEach(item -> take(reader.read(item)));
                if (resourceVersion.isEmpty()) {
                    resourceVersion =
                            list.path("metadata").path("resourceVersion").asText();
                }
                next = list.path("metadata").path("continue").asText();
            } while (!next.isEmpty());
            if (resourceVersion.isEmpty()) {
                throw notAList("metadata.resourceVersion is absent");
            }
            return new FamilySnapshot(kind.family(), clusterUid, resourceVersion, facts, unreadable, allNamed);
        }

        private void take(Mapped mapped) {
            switch (mapped) {
                case Mapped.Known(MemberFact fact) -> facts.put(fact.key(), fact);
                case Mapped.Bad(Optional<String> key, Unmappable problem) -> {
                    key.ifPresentOrElse(unreadable::add, () -> allNamed = false);
                    unmappable.accept(problem);
                }
            }
        }
    }

    /** A proxy's page or another kind's list is not an empty list of this kind. */
    private Iterable<JsonNode> items(JsonNode list) throws ApiFailure {
        String found = list.path("kind").asText();
        if (!found.equals(kind.kind() + "List")) {
            throw notAList("kind is '" + found + "'");
        }
        JsonNode items = list.path("items");
        if (!items.isArray() && !items.isNull()) {
            throw notAList("items is no array");
        }
        return items;
    }

    private ApiFailure notAList(String what) {
        return ApiFailure.badAnswer("list " + kind.path(), what + ", expected a " + kind.kind() + "List");
    }
}
