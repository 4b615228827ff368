package io.fleetmesh.simulator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Kind;
import java.util.Optional;

/**
 * The least of OpenAPI v3 with which {@code kubectl create} works: it asks only whether the server itself validates fields, and
 * needs a yes. No schemas.
 */
final class OpenApi {
    private static final String ROOT = "/openapi/v3";

    private OpenApi() {}

    /** The document at a path; empty if there is none. */
    static Optional<ObjectNode> at(String path) {
        if (path.equals(ROOT)) {
            return Optional.of(index());
        }
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "simulated member").put("version", "v1");
        ObjectNode paths = document.putObject("paths");
        for (Kind kind : Kind.values()) {
            if (path.equals(ROOT + "/" + prefix(kind))) {
                patch(paths.putObject("/" + prefix(kind) + "/" + kind.plural() + "/{name}"), kind);
            }
        }
        return paths.isEmpty() ? Optional.empty() : Optional.of(document);
    }

    private static ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        for (Kind kind : Kind.values()) {
            paths.putObject(prefix(kind)).put("serverRelativeURL", ROOT + "/" + prefix(kind));
        }
        return index;
    }

    private static void patch(ObjectNode path, Kind kind) {
        ObjectNode patch = path.putObject("patch");
        patch.putArray("parameters").addObject().put("name", "fieldValidation").put("in", "query");
        patch.putObject("x-kubernetes-group-version-kind")
                .put("group", kind.group())
                .put("version", kind.version())
                .put("kind", kind.kindName());
        patch.putObject("responses");
    }

    private static String prefix(Kind kind) {
        return (kind.group().isEmpty() ? "api/" : "apis/") + kind.apiVersion();
    }
}
