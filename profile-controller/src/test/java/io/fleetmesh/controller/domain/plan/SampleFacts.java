package io.fleetmesh.controller.domain.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.NodeAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Facts of a member that is as it should be, but for what a short description says otherwise:
 *
 * <pre>
 * clusterId: 3                       # the only thing that must be there
 * nodes: {n1: [10.3.0.0/24]}
 * namespaces: {shop: {services: {cart: 2}, endpoints: 5, identities: 1, global: "false", addresses: 9}}
 * cilium: 1.19.7                     # the agents' version
 * config: {tunnelProtocol: geneve}   # fields of a CiliumConfigFact
 * cluster: {clockSkewSeconds: 40}    # fields of a ClusterFact
 * owners: {...}                      # fields of an OwnersFact
 * reachability: {...}                # fields of a ReachabilityFact
 * unknown: [cluster, owners]         # facts that there are none of
 * </pre>
 */
final class SampleFacts {
    static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    static final ObjectMapper YAML = YAMLMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .build();

    private static final String USUAL = """
            config: {clusterId: 0, mcsApi: false, endpointSlices: false, maxConnectedClusters: 255, routingMode: tunnel,
              tunnelProtocol: vxlan, ipam: cluster-pool,
              network: {policyDefaultLocalCluster: true, poolIpv4Cidrs: [], poolIpv6Cidrs: []}}
            cluster: {kubernetesVersion: v1.33.2, clockSkewSeconds: 0, serverCertificateExpires: 2027-01-01T00:00:00Z,
              deniedRights: [], unknownRights: [], wantedRights: 22}
            owners:
              agents: {presence: PRESENT, labels: {app.kubernetes.io/managed-by: Helm}, annotations: {}, managers: [helm]}
              meshApiServer: {presence: ABSENT, labels: {}, annotations: {}, managers: []}
              meshSecret: {presence: ABSENT, labels: {}, annotations: {}, managers: []}
              nodeLabels: {}
            reachability: {state: REACHABLE, since: 2025-12-01T00:00:00Z, reason: ""}
            """;

    /** Fewer than what is counted of a pod at most. */
    private static final int MOST_OF_A_POD = 50_000;

    private SampleFacts() {}

    static List<MemberFact> parse(String id, String description) {
        try {
            return of(id, YAML.readTree(description));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<MemberFact> of(String id, JsonNode description) throws IOException {
        ObjectNode all = (ObjectNode) YAML.readTree(USUAL);
        int number = description.path("clusterId").asInt();
        ((ObjectNode) all.get("config")).put("clusterName", id).put("clusterId", number);
        ObjectNode cluster = (ObjectNode) all.get("cluster");
        cluster.putArray("serviceCidrs").add("10." + (100 + number % 100) + ".0.0/16");
        merge(all, (ObjectNode) description);
        List<MemberFact> facts = new ArrayList<>();
        facts.add(new IdentityFact("uid-" + id));
        facts.add(read(all.get("config"), CiliumConfigFact.class));
        String version = description.path("cilium").asText("1.19.7");
        facts.add(new CiliumAgentFact("cilium:v" + version, Optional.of(version)));
        facts.add(read(all.get("cluster"), ClusterFact.class));
        facts.add(read(all.get("owners"), OwnersFact.class));
        facts.add(read(all.get("reachability"), ReachabilityFact.class));
        description.path("nodes").properties().forEach(node -> facts.add(node(node.getKey(), texts(node.getValue()))));
        description
                .path("namespaces")
                .properties()
                .forEach(entry -> namespace(number, entry.getKey(), entry.getValue(), facts));
        for (Family family : Family.values()) {
            facts.add(new CompletenessFact(family, 1, "1"));
        }
        List<String> unknown = texts(description.path("unknown"));
        facts.removeIf(fact -> unknown.contains(fact.key()));
        return facts;
    }

    /** Lays {@code from} over {@code into}, object by object. */
    static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(entry -> {
            if (into.get(entry.getKey()) instanceof ObjectNode inner && entry.getValue() instanceof ObjectNode other) {
                merge(inner, other);
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private static <T> T read(JsonNode node, Class<T> type) throws IOException {
        return JSON.treeToValue(node, type);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    static CiliumNodeFact node(String name, List<String> cidrs) {
        return new CiliumNodeFact(
                name,
                List.of(new NodeAddress("InternalIP", "172.18.0.2")),
                cidrs,
                IpPair.NONE,
                IpPair.NONE,
                0,
                0,
                "",
                Map.of(),
                Map.of());
    }

    private static void namespace(int number, String name, JsonNode description, List<MemberFact> facts) {
        facts.add(new NamespaceFact(
                name, Optional.ofNullable(description.get("global")).map(JsonNode::asText)));
        description.path("services").properties().forEach(service -> {
            facts.add(service(name, service.getKey(), true));
            facts.add(slice(
                    name,
                    service.getKey() + "-1",
                    service.getKey(),
                    service.getValue().asInt()));
        });
        for (int i = 0; i < description.path("endpoints").asInt(); i++) {
            facts.add(endpoint(name, name + "-" + i, List.of("10.0.0." + i)));
        }
        addresses(name, description.path("addresses").asInt()).forEach(facts::add);
        for (int i = 0; i < description.path("identities").asInt(); i++) {
            facts.add(new CiliumIdentityFact(number + name + i, Optional.of(name), Map.of()));
        }
    }

    /** Pods with so many addresses together: what agents hold is counted by addresses, and not by pods. */
    private static Stream<CiliumEndpointFact> addresses(String namespace, int count) {
        return IntStream.iterate(count, left -> left > 0, left -> left - MOST_OF_A_POD)
                .mapToObj(left -> endpoint(
                        namespace,
                        namespace + "-crowd-" + left,
                        Collections.nCopies(Math.min(left, MOST_OF_A_POD), "10.0.2.1")));
    }

    static ServiceFact service(String namespace, String name, boolean global) {
        return new ServiceFact(
                namespace,
                name,
                "ClusterIP",
                Map.of(),
                Map.of("service.cilium.io/global", Boolean.toString(global)),
                Map.of(),
                List.of("10.96.0.1"),
                List.of());
    }

    static EndpointSliceFact slice(String namespace, String name, String service, int backends) {
        List<Endpoint> endpoints = IntStream.range(0, backends)
                .mapToObj(i -> new Endpoint(
                        List.of("10.0.1." + i),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()))
                .toList();
        return new EndpointSliceFact(
                namespace, name, Optional.of(service), Optional.empty(), "IPv4", List.of(), endpoints);
    }

    static CiliumEndpointFact endpoint(String namespace, String name, List<String> ips) {
        return new CiliumEndpointFact(
                namespace, new PodEndpoint(name, ips, Optional.empty(), Optional.of(1L), 0, Optional.empty()));
    }
}
