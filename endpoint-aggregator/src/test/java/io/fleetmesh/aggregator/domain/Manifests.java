package io.fleetmesh.aggregator.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MemberFact.ServicePort;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kubernetes manifests as a watcher would report them, as far as the samples need. */
final class Manifests {
    private Manifests() {}

    static List<MemberFact> facts(InputStream yaml) throws IOException {
        List<MemberFact> facts = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                new YAMLMapper().readerFor(JsonNode.class).readValues(yaml)) {
            while (documents.hasNext()) {
                fact(documents.next()).ifPresent(facts::add);
            }
        }
        return facts;
    }

    private static Optional<MemberFact> fact(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return switch (object.path("kind").asText()) {
            case "Namespace" ->
                Optional.of(new NamespaceFact(
                        metadata.path("name").asText(),
                        text(metadata.path("annotations").path("clustermesh.cilium.io/global"))));
            case "Service" -> Optional.of(service(metadata, object.path("spec")));
            case "EndpointSlice" -> Optional.of(slice(metadata, object));
            // Of Cilium's own kinds, ItemGolden has the facts as the watcher makes them.
            case "CiliumNode", "CiliumIdentity" -> Optional.empty();
            case String kind -> throw new IllegalArgumentException("the sample has an object of kind " + kind);
        };
    }

    private static ServiceFact service(JsonNode metadata, JsonNode spec) {
        List<ServicePort> ports = new ArrayList<>();
        for (JsonNode port : spec.path("ports")) {
            ports.add(new ServicePort(
                    port.path("name").asText(),
                    text(port.path("protocol")).orElse("TCP"),
                    port.path("port").asInt()));
        }
        return new ServiceFact(
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                text(spec.path("type")).orElse("ClusterIP"),
                map(metadata.path("labels")),
                map(metadata.path("annotations")),
                map(spec.path("selector")),
                text(spec.path("clusterIP")).stream().toList(),
                ports);
    }

    private static EndpointSliceFact slice(JsonNode metadata, JsonNode object) {
        List<EndpointPort> ports = new ArrayList<>();
        for (JsonNode port : object.path("ports")) {
            ports.add(new EndpointPort(
                    port.path("name").asText(),
                    text(port.path("protocol")).orElse("TCP"),
                    Optional.of(port.path("port")).filter(JsonNode::isInt).map(JsonNode::asInt)));
        }
        List<Endpoint> endpoints = new ArrayList<>();
        object.path("endpoints").forEach(endpoint -> endpoints.add(endpoint(endpoint)));
        JsonNode labels = metadata.path("labels");
        return new EndpointSliceFact(
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                text(labels.path("kubernetes.io/service-name")),
                text(labels.path("endpointslice.kubernetes.io/managed-by")),
                object.path("addressType").asText(),
                ports,
                endpoints);
    }

    private static Endpoint endpoint(JsonNode endpoint) {
        JsonNode conditions = endpoint.path("conditions");
        List<String> forZones = new ArrayList<>();
        endpoint.path("hints")
                .path("forZones")
                .forEach(zone -> forZones.add(zone.path("name").asText()));
        List<String> addresses = new ArrayList<>();
        endpoint.path("addresses").forEach(address -> addresses.add(address.asText()));
        return new Endpoint(
                addresses,
                flag(conditions.path("ready")),
                flag(conditions.path("serving")),
                flag(conditions.path("terminating")),
                text(endpoint.path("hostname")),
                text(endpoint.path("nodeName")),
                text(endpoint.path("zone")),
                forZones);
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.of(node).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static Optional<Boolean> flag(JsonNode node) {
        return Optional.of(node).filter(JsonNode::isBoolean).map(JsonNode::asBoolean);
    }

    private static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new HashMap<>();
        node.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }
}
