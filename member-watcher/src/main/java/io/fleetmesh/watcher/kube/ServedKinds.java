package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a member's API says that it serves: the difference between a kind that is not there and a list that failed. */
final class ServedKinds {
    private final MemberConnection api;

    ServedKinds(MemberConnection api) {
        this.api = api;
    }

    /**
     * Whether the API serves none of these, by its own word. Only an answer counts that lists something else; anything
     * unclear is a failure, or means that it does.
     *
     * @param paths of lists, such as {@code apis/cilium.io/v2/ciliumnodes}
     */
    boolean servesNone(List<String> paths) throws ApiFailure, InterruptedException {
        for (String path : paths) {
            if (serves(path)) {
                return false;
            }
        }
        return true;
    }

    private boolean serves(String path) throws ApiFailure, InterruptedException {
        int slash = path.lastIndexOf('/');
        String groupVersion = path.substring(0, slash);
        try {
            JsonNode resources = document(groupVersion, "APIResourceList");
            return has(resources.path("resources"), "name", path.substring(slash + 1));
        } catch (ApiFailure e) {
            if (!e.notFound()) {
                throw e;
            }
            return servesVersion(groupVersion.substring(groupVersion.indexOf('/') + 1));
        }
    }

    private boolean servesVersion(String groupVersion) throws ApiFailure, InterruptedException {
        for (JsonNode group : document("apis", "APIGroupList").path("groups")) {
            if (has(group.path("versions"), "groupVersion", groupVersion)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(JsonNode list, String field, String value) {
        for (JsonNode element : list) {
            if (element.path(field).asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode document(String path, String kind) throws ApiFailure, InterruptedException {
        JsonNode document = api.get(path);
        if (!document.path("kind").asText().equals(kind)) {
            throw ApiFailure.badAnswer(
                    "get " + path, "kind is '" + document.path("kind").asText() + "', expected " + kind);
        }
        return document;
    }
}
