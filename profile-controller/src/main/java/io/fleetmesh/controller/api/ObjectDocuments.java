package io.fleetmesh.controller.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.MemberStatus;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.fleet.Standings;
import io.fleetmesh.controller.domain.fleet.Statuses;
import io.fleetmesh.controller.domain.fleet.Statuses.Standing;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Declared objects as they are given: of a member {@code status} says where it stands, as far as that is known here. */
final class ObjectDocuments {
    /** The server's own: what a caller sends there is passed over. */
    static final String STATUS = "status";

    private static final ObjectMapper TREES = new ObjectMapper();

    private final Supplier<Optional<Statuses>> statuses;

    /** @param statuses empty until the service has started */
    ObjectDocuments(Supplier<Optional<Statuses>> statuses) {
        this.statuses = statuses;
    }

    /** The beginning of a document of what is not declared. */
    static ObjectNode of(String kind) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", Kind.API_VERSION)
                .put("kind", kind);
    }

    /** For any number of objects, all as of this moment. */
    Function<Intent, ObjectNode> now() {
        Optional<NavigableMap<String, Standing>> standings = statuses.get().flatMap(Statuses::standings);
        return intent -> document(intent, standings);
    }

    private static ObjectNode document(Intent intent, Optional<NavigableMap<String, Standing>> standings) {
        ObjectNode document = Manifests.write(intent);
        if (intent instanceof MemberIntent member) {
            standings
                    .flatMap(known -> Optional.ofNullable(
                                    known.get(member.metadata().name()))
                            .or(() -> Standings.unseen(member)))
                    .ifPresent(standing -> document.set(STATUS, status(standing)));
        }
        return document;
    }

    /** Where a member stands. */
    static ObjectNode status(Standing standing) {
        MemberStatus status = standing.status();
        ObjectNode fields = JsonNodeFactory.instance
                .objectNode()
                .put("state", status.state().text())
                .put("since", status.since().toString())
                .put("reason", status.reason())
                .put("next", status.next());
        standing.clusterName().ifPresent(name -> fields.put("clusterName", name));
        standing.clusterId().ifPresent(id -> fields.put("clusterId", id));
        fields.set("helmValues", TREES.valueToTree(standing.helmValues()));
        return fields;
    }
}
