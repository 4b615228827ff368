package io.fleetmesh.controller.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.manifest.Schemas;
import io.fleetmesh.contract.resource.Kind;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Schemas of what comes and goes: of kinds those that are published and checked, of the rest what a caller can rely on. */
final class OpenApiSchemas {
    private static final String TEXT = "{'type': 'string'}";
    private static final String TIME = "{'type': 'string', 'format': 'date-time'}";
    private static final String OBJECTS = "{'type': 'array', 'items': {'type': 'object'}}";

    private OpenApiSchemas() {}

    static ObjectNode all() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (Kind kind : Kind.values()) {
            ObjectNode schema = Schemas.of(kind).deepCopy();
            schema.remove("$schema");
            if (kind == Kind.MEMBER) {
                schema.withObjectProperty("properties").set(ObjectDocuments.STATUS, status());
            }
            all.set(kind.text(), schema);
            all.set(kind.text() + "List", list(kind.text()));
        }
        all.set("Plan", plan());
        all.set("PlanList", list("Plan"));
        all.set("MemberStatus", tree("""
                {'type': 'object', 'required': ['state', 'since'], 'properties': {'state': %s, 'since': %s, 'reason': %s,
                'next': %s, 'clusterName': %s, 'clusterId': {'type': 'integer'}, 'helmValues': {}}}""".formatted(TEXT, TIME, TEXT, TEXT, TEXT)));
        all.set("MemberStatusList", list("MemberStatus"));
        all.set("ClusterIdReservation", tree("""
                {'type': 'object', 'required': ['profile', 'clusterId', 'member'], 'properties': {'profile': %1$s,
                'clusterId': {'type': 'integer'}, 'member': %1$s, 'clusterName': %1$s}}""".formatted(TEXT)));
        all.set("GlobalService", tree("""
                {'type': 'object', 'required': ['apiVersion', 'kind', 'metadata', 'exporters', 'conflicts'], 'properties': {
                'apiVersion': %1$s, 'kind': %1$s, 'metadata': {'type': 'object', 'properties': {'namespace': %1$s, 'name': %1$s}},
                'exporters': {'type': 'array', 'items': {'type': 'object', 'properties': {'member': %1$s,
                'headless': {'type': 'boolean'}, 'ports': %2$s, 'backends': {'type': 'integer'}}}},
                'conflicts': {'type': 'array', 'items': {'type': 'object', 'properties': {'property': %1$s, 'detail': %1$s}}},
                'serviceImport': {'type': 'object'}, 'held': {'type': 'array', 'items': {'type': 'object', 'properties': {'member': %1$s,
                'created': %3$s, 'reason': %1$s, 'next': %1$s}}}}}""".formatted(TEXT, OBJECTS, TIME)));
        all.set("ExportApproval", tree("""
                {'type': 'object', 'required': ['profile', 'namespace', 'name', 'members', 'revoked'], 'properties': {'profile': %1$s,
                'namespace': %1$s, 'name': %1$s, 'members': {'type': 'array', 'items': %1$s}, 'revoked': {'type': 'array',
                'items': %1$s}, 'unexportedSince': %2$s}}""".formatted(TEXT, TIME)));
        all.set("GlobalServiceList", list("GlobalService"));
        all.set("Override", tree("""
                {'type': 'object', 'required': ['check', 'reason'], 'properties': {'check': %1$s, 'reason': %1$s}}""".formatted(TEXT)));
        all.set("Newcomer", tree("""
                {'type': 'object', 'required': ['name', 'facts'], 'properties': {'name': %1$s, 'labels': {'type': 'object',
                'additionalProperties': %1$s}, 'facts': {'type': 'array', 'items': {
                'type': 'object', 'required': ['type', 'data'], 'properties': {'type': %1$s, 'data': {'type': 'object'}}}},
                'nodes': {'type': 'array', 'items': {'type': 'object', 'required': ['name', 'podCidrs', 'addresses'], 'properties': {
                'name': %1$s, 'podCidrs': {'type': 'array', 'items': %1$s}, 'addresses': {'type': 'integer'}}}},
                'namespaces': {'type': 'array', 'items': {'type': 'object', 'required': ['name', 'endpoints', 'addresses',
                'identities', 'exports'], 'properties': {'name': %1$s, 'global': %1$s, 'endpoints': {'type': 'integer'},
                'addresses': {'type': 'integer'}, 'identities': {'type': 'integer'}, 'exports': {'type': 'array', 'items': %1$s}}}}}}""".formatted(TEXT)));
        all.set("CheckList", tree("""
                {'type': 'object', 'required': ['apiVersion', 'kind', 'checks'], 'properties': {'apiVersion': %1$s, 'kind': %1$s,
                'knownAs': %1$s, 'knownElsewhere': {'type': 'boolean'}, 'checks': %2$s, 'notLookedAt': {'type': 'array', 'items': {
                'type': 'object', 'required': ['check', 'why'], 'properties': {'check': %1$s, 'why': %1$s}}}}}""".formatted(TEXT, OBJECTS)));
        all.set("Objects", tree("""
                {'description': 'Objects of any kinds, one behind the other; documents of YAML, or of JSON.', 'oneOf': [%s]}""".formatted(Arrays.stream(Kind.values())
                .map(kind -> "{'$ref': '#/components/schemas/" + kind.text() + "'}")
                .collect(Collectors.joining(", ")))));
        all.set("ApplyResult", tree("""
                {'type': 'object', 'required': ['apiVersion', 'kind', 'items'], 'properties': {'apiVersion': %1$s, 'kind': %1$s,
                'items': {'type': 'array', 'items': {'type': 'object', 'required': ['result', 'object'], 'properties': {
                'result': {'type': 'string', 'enum': ['created', 'changed', 'unchanged']}, 'object': {'type': 'object'}}}}}}""".formatted(TEXT)));
        all.set("WatchEvent", tree("""
                {'type': 'object', 'required': ['type', 'object'], 'properties': {'type': {'type': 'string', 'enum': ['ADDED', 'MODIFIED',
                'DELETED', 'BOOKMARK', 'ERROR']}, 'object': {'type': 'object', 'description': 'The object; of a BOOKMARK kind and
                metadata.resourceVersion; of an ERROR, which is the last line, a Problem.'}}}"""));
        all.set("Problem", tree("""
                {'type': 'object', 'required': ['type', 'title', 'status', 'detail'], 'properties': {'type': {'type': 'string',
                'format': 'uri'}, 'title': %1$s, 'status': {'type': 'integer'}, 'detail': %1$s, 'errors': {'type': 'array',
                'items': {'type': 'object', 'properties': {'object': %1$s, 'field': %1$s, 'value': %1$s, 'expected': %1$s}}}}}""".formatted(TEXT)));
        all.set("Nothing", tree("{'type': 'object', 'additionalProperties': false}"));
        all.set("Anything", tree("{'type': 'object'}"));
        return all;
    }

    private static JsonNode status() {
        return tree("""
                {'description': 'Where it stands, if that is known; what is sent here is passed over.',
                '$ref': '#/components/schemas/MemberStatus'}""");
    }

    private static JsonNode plan() {
        return tree("""
                {'type': 'object', 'required': ['apiVersion', 'kind', 'metadata', 'profile', 'inputsHash', 'checks'], 'properties': {
                'apiVersion': %1$s, 'kind': %1$s, 'metadata': {'type': 'object', 'properties': {'name': %1$s}}, 'profile': %1$s,
                'inputsHash': %1$s, 'created': %2$s, 'actor': %1$s, 'expires': %2$s, 'fields': %3$s, 'members': %3$s, 'records': %3$s, 'views': %3$s, 'sight': %3$s,
                'waves': %3$s, 'checks': {'type': 'array', 'items': {'type': 'object', 'properties': {'name': %1$s, 'category': %1$s,
                'title': %1$s, 'level': {'type': 'string', 'enum': ['PASS', 'WARN', 'FAIL']}, 'fact': %1$s, 'findings': %3$s,
                'omitted': {'type': 'integer'}, 'failing': {'type': 'array', 'items': %1$s}}}}, 'overrides': {'type': 'array', 'items': {
                'type': 'object', 'properties': {'check': %1$s, 'reason': %1$s, 'actor': %1$s, 'at': %2$s, 'members': {'type': 'array',
                'items': %1$s}}}}, 'approvalsNeeded': {'type': 'integer'}, 'approvals': %3$s,
                'applied': {'type': 'object'}}}""".formatted(TEXT, TIME, OBJECTS));
    }

    private static JsonNode list(String kind) {
        return tree("""
                {'type': 'object', 'required': ['apiVersion', 'kind', 'metadata', 'items'], 'properties': {'apiVersion': %1$s,
                'kind': %1$s, 'metadata': {'type': 'object', 'properties': {'continue': %1$s, 'resourceVersion': %1$s}},
                'items': {'type': 'array', 'items': {'$ref': '#/components/schemas/%2$s'}}}}""".formatted(TEXT, kind));
    }

    private static JsonNode tree(String json) {
        try {
            return new JsonMapper().readTree(json.replace('\'', '"').replace('\n', ' '));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }
}
