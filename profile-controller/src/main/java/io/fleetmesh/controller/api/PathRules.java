package io.fleetmesh.controller.api;

import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.access.Action;
import io.fleetmesh.controller.domain.access.Target;
import io.fleetmesh.controller.domain.access.Verb;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a path needs before anybody looks at objects. */
final class PathRules {
    private static final String KINDS =
            String.join("|", Stream.of(Kind.values()).map(Kind::plural).toList());
    /** Their handlers show and change what the caller may. */
    private static final List<Pattern> DECIDED_THERE = Stream.of(
                    "/(" + KINDS + "|plans)(/[^/]+)?/?",
                    "/networkprofiles/[^/]+/plan",
                    "/plans/[^/]+/(apply|overrides|approvals)",
                    "/members/[^/]+/status",
                    "/openapi\\.json")
            .map(Pattern::compile)
            .toList();

    private static final String SERVICES = "/globalservices";
    /** Whoever administers a profile does so with its cluster IDs. */
    private static final Pattern CLUSTER_IDS = Pattern.compile("/networkprofiles/([^/]+)/cluster-ids/[^/]+");

    private static final Pattern EXPORTS = Pattern.compile("/networkprofiles/([^/]+)/exports/([^/]+)/[^/]+/[^/]+");

    private PathRules() {}

    /**
     * What the caller must be allowed to do; empty if that is decided behind.
     *
     * @param path below the API's root
     * @param namespace as asked for
     */
    static Optional<Action> needed(String method, String path, Optional<String> namespace) {
        if (DECIDED_THERE.stream().anyMatch(known -> known.matcher(path).matches())) {
            return Optional.empty();
        }
        Matcher export = EXPORTS.matcher(path);
        if (export.matches()) {
            return Optional.of(new Action(Verb.EXPORT, Target.services(export.group(1), export.group(2))));
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        return Optional.of(new Action(reads ? Verb.READ : Verb.ADMINISTER, target(path, namespace)));
    }

    private static Target target(String path, Optional<String> namespace) {
        if (path.equals(SERVICES)) {
            return namespace.map(Target::namespace).orElse(Target.FLEET);
        }
        Matcher ids = CLUSTER_IDS.matcher(path);
        if (ids.matches()) {
            return Target.profile(ids.group(1));
        }
        String[] parts = path.split("/", -1);
        return path.startsWith(SERVICES + "/") && parts.length == 4 ? Target.namespace(parts[2]) : Target.FLEET;
    }
}
