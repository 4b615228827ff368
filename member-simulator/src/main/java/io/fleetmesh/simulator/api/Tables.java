package io.fleetmesh.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.StoredObject;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** {@code meta.k8s.io/v1 Table}: what {@code kubectl get} prints. */
final class Tables {
    private record Column(String name, Function<JsonNode, String> value) {
        static Column at(String name, String pointer) {
            return new Column(name, object -> object.at(pointer).asText(""));
        }
    }

    private Tables() {}

    static ObjectNode of(Kind kind, List<StoredObject> objects) {
        List<Column> columns = columns(kind);
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata");
        ArrayNode definitions = table.putArray("columnDefinitions");
        columns.forEach(column -> definitions.add(definition(column.name(), "")));
        definitions.add(definition("Created At", "date-time"));
        ArrayNode rows = table.putArray("rows");
        objects.forEach(object -> rows.add(row(columns, object)));
        return table;
    }

    private static ObjectNode definition(String name, String format) {
        return Json.object()
                .put("name", name)
                .put("type", "string")
                .put("format", name.equals("Name") ? "name" : format)
                .put("description", "")
                .put("priority", 0);
    }

    private static ObjectNode row(List<Column> columns, StoredObject object) {
        ObjectNode row = Json.object();
        ArrayNode cells = row.putArray("cells");
        columns.forEach(column -> cells.add(column.value().apply(object.node())));
        cells.add(object.node().at("/metadata/creationTimestamp").asText());
        ObjectNode partial =
                row.putObject("object").put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.node().get("metadata"));
        return row;
    }

    private static List<Column> columns(Kind kind) {
        Column name = Column.at("Name", "/metadata/name");
        return switch (kind) {
            case NAMESPACE -> List.of(name, Column.at("Status", "/status/phase"));
            case NODE ->
                List.of(
                        name,
                        new Column("Ready", object -> condition(object, "Ready")),
                        Column.at("Pod CIDR", "/spec/podCIDR"));
            case SERVICE ->
                List.of(
                        name,
                        Column.at("Type", "/spec/type"),
                        Column.at("Cluster-IP", "/spec/clusterIP"),
                        new Column("Port(s)", object -> ports(object.at("/spec/ports"))));
            case POD ->
                List.of(
                        name,
                        new Column("Ready", object -> condition(object, "Ready")),
                        Column.at("Status", "/status/phase"),
                        Column.at("IP", "/status/podIP"),
                        Column.at("Node", "/spec/nodeName"));
            case CONFIG_MAP ->
                List.of(
                        name,
                        new Column("Data", object -> "" + object.path("data").size()));
            case SECRET ->
                List.of(
                        name,
                        Column.at("Type", "/type"),
                        new Column("Data", object -> "" + object.path("data").size()));
            case SERVICE_CIDR -> List.of(name, Column.at("CIDRs", "/spec/cidrs/0"));
            case DEPLOYMENT ->
                List.of(
                        name,
                        new Column(
                                "Ready",
                                object -> object.at("/status/readyReplicas").asInt() + "/"
                                        + object.at("/spec/replicas").asInt()));
            case ENDPOINT_SLICE ->
                List.of(
                        name,
                        Column.at("AddressType", "/addressType"),
                        new Column("Ports", object -> ports(object.path("ports"))),
                        new Column(
                                "Endpoints",
                                object -> "" + object.path("endpoints").size()));
            case DAEMON_SET -> List.of(name, Column.at("Images", "/spec/template/spec/containers/0/image"));
            case CILIUM_NODE -> List.of(name, Column.at("InternalIP", "/spec/addresses/0/ip"));
            case CILIUM_IDENTITY ->
                List.of(name, Column.at("Namespace", "/security-labels/k8s:io.kubernetes.pod.namespace"));
            case CILIUM_ENDPOINT ->
                List.of(
                        name,
                        Column.at("Security Identity", "/status/identity/id"),
                        Column.at("Endpoint State", "/status/state"),
                        Column.at("IPv4", "/status/networking/addressing/0/ipv4"));
            case CILIUM_ENDPOINT_SLICE ->
                List.of(
                        name,
                        Column.at("Namespace", "/namespace"),
                        new Column(
                                "Endpoints",
                                object -> "" + object.path("endpoints").size()));
            case SERVICE_EXPORT -> List.of(name);
        };
    }

    private static String condition(JsonNode object, String type) {
        for (JsonNode condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "Unknown";
    }

    private static String ports(JsonNode ports) {
        return StreamSupport.stream(ports.spliterator(), false)
                .map(port ->
                        port.path("port").asText() + "/" + port.path("protocol").asText("TCP"))
                .collect(Collectors.joining(","));
    }
}
