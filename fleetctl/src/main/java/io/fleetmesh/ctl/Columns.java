package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What tables show. */
final class Columns {
    private Columns() {}

    /** A column. */
    record Column(String title, boolean onlyWide, BiFunction<JsonNode, Instant, String> cell) {}

    /** Of {@code resource}, from left to right. */
    static List<Column> of(Resource resource, boolean wide) {
        return all(resource).stream()
                .filter(column -> wide || !column.onlyWide())
                .toList();
    }

    private static List<Column> all(Resource resource) {
        return switch (resource) {
            case MEMBERS ->
                List.of(
                        at("NAME", "/metadata/name"),
                        at("STATE", "/status/state"),
                        age("FOR", "/status/since"),
                        new Column("ACCESS", false, (object, _) -> access(object)),
                        at("PLACEMENT", "/spec/placement"),
                        at("MODE", "/spec/mode"),
                        at("REGION", "/spec/region"),
                        age("/metadata/creationTimestamp"),
                        wide("CLUSTER", "/status/clusterName"),
                        wide("ID", "/status/clusterId"),
                        wide("ZONE", "/spec/zone"),
                        wide("MANAGED-BY", "/metadata/managedBy"),
                        new Column("LABELS", true, (object, _) -> labels(object)));
            case PROFILES ->
                List.of(
                        at("NAME", "/metadata/name"),
                        count("SEGMENTS", "/spec/segments"),
                        at("STRATEGY", "/spec/rolloutStrategy"),
                        at("GENERATION", "/metadata/generation"),
                        age("/metadata/creationTimestamp"),
                        wide("CLUSTERS", "/spec/cilium/maxConnectedClusters"),
                        wide("DRAIN", "/spec/drainSeconds"),
                        wide("MANAGED-BY", "/metadata/managedBy"));
            case STRATEGIES ->
                List.of(
                        at("NAME", "/metadata/name"),
                        at("CANARY", "/spec/canary/name"),
                        at("WAVES", "/spec/waves"),
                        at("SOAK", "/spec/soakSeconds"),
                        at("FAILURES", "/spec/maxFailures"),
                        age("/metadata/creationTimestamp"),
                        wide("PAUSES", "/spec/pausePoints"),
                        wide("MANAGED-BY", "/metadata/managedBy"));
            case BINDINGS ->
                List.of(
                        at("NAME", "/metadata/name"),
                        at("ROLE", "/spec/role"),
                        at("USERS", "/spec/subjects/users"),
                        at("GROUPS", "/spec/subjects/groups"),
                        at("PROFILES", "/spec/profiles"),
                        at("NAMESPACES", "/spec/namespaces"),
                        age("/metadata/creationTimestamp"),
                        wide("SEGMENTS", "/spec/segments"),
                        wide("MANAGED-BY", "/metadata/managedBy"));
            case SERVICES ->
                List.of(
                        at("NAMESPACE", "/metadata/namespace"),
                        at("NAME", "/metadata/name"),
                        at("EXPORTERS", "/exporters"),
                        new Column("BACKENDS", false, (object, _) -> backends(object)),
                        at("CONFLICTS", "/conflicts"),
                        count("HELD", "/held"),
                        new Column("MEMBERS", true, (object, _) -> join(object.path("exporters"), "member")),
                        new Column("WAITING", true, (object, _) -> join(object.path("held"), "member")),
                        new Column("DIFFER-IN", true, (object, _) -> join(object.path("conflicts"), "property")));
            case PLANS ->
                List.of(
                        at("ID", "/metadata/name"),
                        at("PROFILE", "/profile"),
                        at("MEMBERS", "/members"),
                        at("VIEWS", "/views"),
                        new Column("CHECKS", false, (object, _) -> checks(object)),
                        new Column("STATE", false, Columns::planState),
                        age("/created"),
                        wide("BY", "/actor"),
                        wide("OVERRIDES", "/overrides"),
                        wide("APPROVALS", "/approvals"));
        };
    }

    private static Column at(String title, String pointer) {
        return new Column(title, false, (object, _) -> text(object.at(pointer)));
    }

    private static Column wide(String title, String pointer) {
        return new Column(title, true, (object, _) -> text(object.at(pointer)));
    }

    /** Of a list that is absent where it has nothing. */
    private static Column count(String title, String pointer) {
        return new Column(
                title, false, (object, _) -> Integer.toString(object.at(pointer).size()));
    }

    private static Column age(String pointer) {
        return age("AGE", pointer);
    }

    private static Column age(String title, String pointer) {
        return new Column(
                title, false, (object, now) -> Age.of(object.at(pointer).asText(), now));
    }

    /** Of a list its length. */
    private static String text(JsonNode value) {
        return value.isMissingNode() ? "-" : value.isArray() ? Integer.toString(value.size()) : orDash(value.asText());
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static String access(JsonNode member) {
        JsonNode kubeconfig = member.at("/spec/kubeconfig");
        return kubeconfig.isMissingNode()
                ? text(member.at("/spec/address"))
                : "kubeconfig " + kubeconfig.path("name").asText();
    }

    private static String labels(JsonNode object) {
        return orDash(object.at("/metadata/labels").properties().stream()
                .map(label -> label.getKey() + "=" + label.getValue().asText())
                .collect(Collectors.joining(",")));
    }

    private static String join(JsonNode list, String field) {
        return orDash(StreamSupport.stream(list.spliterator(), false)
                .map(entry -> entry.path(field).asText())
                .collect(Collectors.joining(",")));
    }

    private static String backends(JsonNode service) {
        return Integer.toString(StreamSupport.stream(service.path("exporters").spliterator(), false)
                .mapToInt(exporter -> exporter.path("backends").asInt())
                .sum());
    }

    /** The gravest: {@code fail 2}. */
    private static String checks(JsonNode plan) {
        for (String level : List.of("FAIL", "WARN")) {
            long count = StreamSupport.stream(plan.path("checks").spliterator(), false)
                    .filter(check -> check.path("level").asText().equals(level))
                    .count();
            if (count > 0) {
                return level.toLowerCase(Locale.ROOT) + " " + count;
            }
        }
        return "pass";
    }

    private static String planState(JsonNode plan, Instant now) {
        if (plan.hasNonNull("applied")) {
            return "applied";
        }
        String expires = plan.path("expires").asText();
        if (!expires.isEmpty() && Instant.parse(expires).isBefore(now)) {
            return "expired";
        }
        String maker = plan.path("actor").asText();
        long others = StreamSupport.stream(plan.path("approvals").spliterator(), false)
                .filter(approval -> !approval.path("actor").asText().equals(maker))
                .count();
        return others < plan.path("approvalsNeeded").asInt() ? "unapproved" : "open";
    }
}
