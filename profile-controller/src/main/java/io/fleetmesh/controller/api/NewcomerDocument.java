package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.plan.NamespaceInventory;
import io.fleetmesh.controller.domain.plan.NodeInventory;
import io.fleetmesh.controller.domain.plan.check.Newcomer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A cluster that is not declared, as a caller describes it: by facts, and what grows with the cluster in numbers, since a fact of each
 * pod would be more than one request may have. Where there are such numbers, they are all that is known of nodes, or of namespaces.
 */
final class NewcomerDocument {
    private static final String TEXT = "a text";
    private static final String COUNT = "a whole number from 0 on";

    private final JsonNode document;

    private NewcomerDocument(JsonNode document) {
        this.document = document;
    }

    /** What it says, or the first field that cannot be. */
    static Newcomer read(JsonNode document) throws Refused {
        return new NewcomerDocument(document).read();
    }

    private Newcomer read() throws Refused {
        String name = document.path("name").asText();
        if (!Format.NAME.fits(name)) {
            throw invalid("name", document.path("name"), Format.NAME.expected());
        }
        if (!document.path("facts").isArray()) {
            throw invalid("facts", document.path("facts"), "a list of facts");
        }
        List<MemberFact> facts = new ArrayList<>();
        for (JsonNode fact : document.path("facts")) {
            facts.add(fact(fact, facts.size()));
        }
        Newcomer plain = Newcomer.of(name, facts);
        Newcomer newcomer = document.has("labels") ? plain.labelled(labels(document.path("labels"))) : plain;
        return newcomer.counted(
                document.has("nodes") ? nodes() : newcomer.inventory().nodes(),
                document.has("namespaces") ? namespaces() : newcomer.inventory().namespaces());
    }

    private static MemberFact fact(JsonNode fact, int at) throws Refused {
        byte[] data = fact.path("data").toString().getBytes(StandardCharsets.UTF_8);
        if (Codec.decode(Optional.of(fact.path("type").asText()), data) instanceof Decoded.Known(MemberFact known)) {
            return known;
        }
        throw invalid(
                "facts[" + at + "]",
                fact,
                "a fact of a member as docs/events.md has it, of a type that is known and with data of it");
    }

    private static Map<String, String> labels(JsonNode object) throws Refused {
        if (!object.isObject()) {
            throw invalid("labels", object, "an object of labels, as a Member's metadata has them");
        }
        Map<String, String> labels = new TreeMap<>();
        for (Map.Entry<String, JsonNode> label : object.properties()) {
            if (!Format.LABEL_KEY.fits(label.getKey())) {
                throw invalid("labels", TextNode.valueOf(label.getKey()), Format.LABEL_KEY.expected());
            }
            if (!label.getValue().isTextual()
                    || !Format.LABEL_VALUE.fits(label.getValue().asText())) {
                throw invalid("labels." + label.getKey(), label.getValue(), Format.LABEL_VALUE.expected());
            }
            labels.put(label.getKey(), label.getValue().asText());
        }
        return labels;
    }

    private Map<String, NodeInventory> nodes() throws Refused {
        Map<String, NodeInventory> nodes = new TreeMap<>();
        int at = 0;
        for (JsonNode node : items(document.path("nodes"), "nodes", "a list of nodes")) {
            String path = "nodes[" + at++ + "].";
            nodes.put(
                    text(node, path, "name"),
                    new NodeInventory(texts(node, path, "podCidrs"), count(node, path, "addresses")));
        }
        return nodes;
    }

    private Map<String, NamespaceInventory> namespaces() throws Refused {
        Map<String, NamespaceInventory> namespaces = new TreeMap<>();
        int at = 0;
        for (JsonNode namespace : items(document.path("namespaces"), "namespaces", "a list of namespaces")) {
            String path = "namespaces[" + at++ + "].";
            namespaces.put(
                    text(namespace, path, "name"),
                    new NamespaceInventory(
                            true,
                            namespace.has("global") ? Optional.of(text(namespace, path, "global")) : Optional.empty(),
                            count(namespace, path, "endpoints"),
                            count(namespace, path, "addresses"),
                            count(namespace, path, "identities"),
                            Collections.emptyNavigableMap(),
                            new TreeSet<>(texts(namespace, path, "exports"))));
        }
        return namespaces;
    }

    private static JsonNode items(JsonNode list, String field, String expected) throws Refused {
        if (!list.isArray()) {
            throw invalid(field, list, expected);
        }
        return list;
    }

    private static List<String> texts(JsonNode object, String path, String field) throws Refused {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : items(object.path(field), path + field, "a list of texts")) {
            if (!text.isTextual()) {
                throw invalid(path + field + "[" + texts.size() + "]", text, TEXT);
            }
            texts.add(text.asText());
        }
        return texts;
    }

    private static String text(JsonNode object, String path, String field) throws Refused {
        JsonNode text = object.path(field);
        if (!text.isTextual()) {
            throw invalid(path + field, text, TEXT);
        }
        return text.asText();
    }

    private static int count(JsonNode object, String path, String field) throws Refused {
        JsonNode count = object.path(field);
        if (!count.canConvertToInt() || !count.isIntegralNumber() || count.intValue() < 0) {
            throw invalid(path + field, count, COUNT);
        }
        return count.intValue();
    }

    private static Refused invalid(String field, JsonNode value, String expected) {
        String found = value.toString();
        return new Refused(problem(
                Problem.INVALID,
                List.of(new FieldProblem("body", field, found.isEmpty() ? "nothing" : found, expected))));
    }
}
