package io.fleetmesh.simulator.api;

import io.fleetmesh.simulator.store.Key;
import io.fleetmesh.simulator.store.Kind;
import java.util.List;
import java.util.Optional;

/** What the path of a request names. */
sealed interface ApiPath {
    /** All objects of a kind; the namespace is empty for all namespaces, or a kind without. */
    record Collection(Kind kind, String namespace) implements ApiPath {}

    record Named(Kind kind, Key key) implements ApiPath {}

    record Scale(Key key) implements ApiPath {}

    /** Any other path: discovery, health, or nothing. */
    record Other(String path) implements ApiPath {}

    /** Reads a path that is already decoded. */
    static ApiPath of(String path) {
        List<String> parts = List.of(path.replaceAll("^/+|/+$", "").split("/", -1));
        boolean core = parts.getFirst().equals("api");
        int after = core ? 2 : 3;
        if ((!core && !parts.getFirst().equals("apis")) || parts.size() <= after) {
            return new Other(path);
        }
        String group = core ? "" : parts.get(1);
        return resource(group, parts.get(after - 1), parts.subList(after, parts.size()))
                .orElse(new Other(path));
    }

    private static Optional<ApiPath> resource(String group, String version, List<String> rest) {
        if (rest.size() >= 3 && rest.getFirst().equals("namespaces")) {
            return Kind.ofPlural(group, version, rest.get(2))
                    .filter(Kind::namespaced)
                    .flatMap(kind -> within(kind, rest.get(1), rest.subList(3, rest.size())));
        }
        return Kind.ofPlural(group, version, rest.getFirst())
                .filter(kind -> rest.size() == 1 || !kind.namespaced())
                .flatMap(kind -> within(kind, "", rest.subList(1, rest.size())));
    }

    private static Optional<ApiPath> within(Kind kind, String namespace, List<String> rest) {
        if (rest.isEmpty()) {
            return Optional.of(new Collection(kind, namespace));
        }
        Key key = new Key(namespace, rest.getFirst());
        if (rest.size() == 1) {
            return Optional.of(new Named(kind, key));
        }
        return rest.size() == 2 && kind.scalable() && rest.get(1).equals("scale")
                ? Optional.of(new Scale(key))
                : Optional.empty();
    }
}
