package io.fleetmesh.simulator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The documents by which clients find out what is served. */
final class Discovery {
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private static final String VERSION = "v1.33.0+simulator";

    private Discovery() {}

    /** The document at a path; empty if there is none. */
    static Optional<ObjectNode> at(String path, Predicate<Kind> served) {
        return at(path, served, VERSION);
    }

    /** @param version that the server says it has */
    static Optional<ObjectNode> at(String path, Predicate<Kind> served, String version) {
        List<String> parts = List.of(path.replaceAll("^/+|/+$", "").split("/", -1));
        return switch (parts.getFirst()) {
            case "version" -> Optional.of(version(version));
            case "api" -> parts.size() == 1 ? Optional.of(coreVersions()) : resources("", parts.get(1), served);
            case "apis" ->
                switch (parts.size()) {
                    case 1 -> Optional.of(groups(served));
                    case 2 -> group(parts.get(1), served);
                    case 3 -> resources(parts.get(1), parts.get(2), served);
                    default -> Optional.empty();
                };
            case "openapi" -> OpenApi.at("/" + String.join("/", parts));
            default -> Optional.empty();
        };
    }

    private static ObjectNode version(String version) {
        return Json.object()
                .put("major", "1")
                .put("minor", "33")
                .put("gitVersion", version)
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "")
                .put("platform", "");
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    private static ObjectNode groups(Predicate<Kind> served) {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        Arrays.stream(Kind.values())
                .map(Kind::group)
                .filter(group -> !group.isEmpty())
                .distinct()
                .forEach(name -> group(name, served).ifPresent(groups::add));
        return list;
    }

    private static Optional<ObjectNode> group(String name, Predicate<Kind> served) {
        List<Kind> versions = Arrays.stream(Kind.values())
                .filter(kind -> kind.group().equals(name) && !name.isEmpty() && served.test(kind))
                .toList();
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode group =
                Json.object().put("kind", "APIGroup").put("apiVersion", "v1").put("name", name);
        ArrayNode list = group.putArray("versions");
        versions.stream().map(Discovery::version).distinct().forEach(list::add);
        group.set("preferredVersion", version(versions.getFirst()));
        return Optional.of(group);
    }

    private static ObjectNode version(Kind kind) {
        return Json.object().put("groupVersion", kind.apiVersion()).put("version", kind.version());
    }

    private static Optional<ObjectNode> resources(String group, String version, Predicate<Kind> served) {
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        ArrayNode resources = list.putArray("resources");
        for (Kind kind : Kind.values()) {
            if (kind.group().equals(group) && kind.version().equals(version) && served.test(kind)) {
                list.put("groupVersion", kind.apiVersion());
                resources.add(resource(kind));
                if (kind.scalable()) {
                    resources.add(scale(kind));
                }
            }
        }
        return resources.isEmpty() ? Optional.empty() : Optional.of(list);
    }

    private static ObjectNode resource(Kind kind) {
        ObjectNode resource = Json.object()
                .put("name", kind.plural())
                .put("singularName", kind.kindName().toLowerCase(Locale.ROOT))
                .put("namespaced", kind.namespaced())
                .put("kind", kind.kindName());
        VERBS.forEach(resource.putArray("verbs")::add);
        kind.shortNames().forEach(resource.putArray("shortNames")::add);
        return resource;
    }

    private static ObjectNode scale(Kind kind) {
        ObjectNode scale = Json.object()
                .put("name", kind.plural() + "/scale")
                .put("singularName", "")
                .put("namespaced", true)
                .put("group", "autoscaling")
                .put("version", "v1")
                .put("kind", "Scale");
        scale.putArray("verbs").add("get").add("patch").add("update");
        return scale;
    }
}
