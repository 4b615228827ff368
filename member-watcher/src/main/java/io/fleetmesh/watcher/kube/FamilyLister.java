package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.Mapped;
import io.fleetmesh.watcher.domain.Unmappable;
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
final class FamilyLister<T> {
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

    /**
     * What a list was.
     *
     * @param path that answered; empty if the kind is not served
     */
    record Listed(FamilySnapshot snapshot, Optional<String> path) {}

    /** All objects, or that the kind is not served, or a failure; never a part of them. */
    Listed list(String clusterUid) throws ApiFailure, InterruptedException {
        ApiFailure notFound = ApiFailure.badAnswer("list " + kind.kind(), "expected a path to list it at");
        for (String path : kind.paths()) {
            try {
                return new Listed(list(path, clusterUid), Optional.of(path));
            } catch (ApiFailure e) {
                if (!kind.optional() || !e.notFound()) {
                    throw e;
                }
                notFound = e;
            }
        }
        if (!new ServedKinds(api).servesNone(kind.paths())) {
            throw notFound;
        }
        return new Listed(FamilySnapshot.notServed(kind.family(), clusterUid), Optional.empty());
    }

    private FamilySnapshot list(String path, String clusterUid) throws ApiFailure, InterruptedException {
        try {
            return new Pages(path).read(clusterUid, Optional.of(PAGE));
        } catch (ApiFailure e) {
            if (!e.gone()) {
                throw e;
            }
            // The list outlived its snapshot: once more, in one piece.
            return new Pages(path).read(clusterUid, Optional.empty());
        }
    }

    private final class Pages {
        private final String path;
        private final Map<String, MemberFact> facts = new TreeMap<>();
        private final Set<String> unreadable = new HashSet<>();
        private boolean allNamed = true;

        Pages(String path) {
            this.path = path;
        }

        FamilySnapshot read(String clusterUid, Optional<Integer> page) throws ApiFailure, InterruptedException {
            String resourceVersion = "";
            String next = "";
            do {
                Optional<String> from = next.isEmpty() ? Optional.empty() : Optional.of(next);
                JsonNode list = api.get(path + Query.list(kind.fieldSelector(), page, from));
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
                case Mapped.Misnamed(Unmappable problem) -> unmappable.accept(problem);
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
        return ApiFailure.badAnswer("list " + kind.kind(), what + ", expected a " + kind.kind() + "List");
    }
}
