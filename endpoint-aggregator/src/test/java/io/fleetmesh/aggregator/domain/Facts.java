package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointSliceFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.NodeAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Facts as tests want them: what a test does not name is ordinary. */
final class Facts {
    static final Member EAST = new Member("m-east", "blue", "east", 3);
    static final ServiceName CART = new ServiceName("shop", "cart");
    static final Map<String, String> GLOBAL = Map.of("service.cilium.io/global", "true");

    private Facts() {}

    static NamespaceFact namespace(String name) {
        return new NamespaceFact(name, Optional.empty());
    }

    static NamespaceFact namespace(String name, String global) {
        return new NamespaceFact(name, Optional.of(global));
    }

    static ServiceFact service(String name, Map<String, String> annotations) {
        return service(name, annotations, Map.of(), "ClusterIP", List.of("10.96.0.10"));
    }

    static ServiceFact service(
            String name, Map<String, String> annotations, Map<String, String> labels, String type, List<String> ips) {
        List<ServicePort> ports = List.of(new ServicePort("http", "TCP", 80));
        return new ServiceFact("shop", name, type, labels, annotations, Map.of("app", name), ips, ports);
    }

    static EndpointSliceFact slice(String name, String service, String... addresses) {
        return slice(
                name,
                service,
                "IPv4",
                Optional.empty(),
                Arrays.stream(addresses).map(Facts::endpoint).toList());
    }

    static EndpointSliceFact slice(
            String name, String service, String type, Optional<String> managedBy, List<Endpoint> endpoints) {
        List<EndpointPort> ports = List.of(new EndpointPort("http", "TCP", Optional.of(8080)));
        return new EndpointSliceFact("shop", name, Optional.of(service), managedBy, type, ports, endpoints);
    }

    /** A slice of the cart with ports and nobody behind them. */
    static EndpointSliceFact sliceOf(EndpointPort... ports) {
        return new EndpointSliceFact(
                "shop", "cart-1", Optional.of("cart"), Optional.empty(), "IPv4", List.of(ports), List.of());
    }

    static Endpoint endpoint(String address) {
        return endpoint(address, Optional.empty(), Optional.empty());
    }

    static Endpoint endpoint(String address, Optional<Boolean> ready, Optional<Boolean> serving) {
        return new Endpoint(
                List.of(address),
                ready,
                serving,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    static CiliumConfigFact config(boolean mcsApi, boolean endpointSlices) {
        return config(mcsApi, endpointSlices, Optional.empty());
    }

    static CiliumConfigFact config(boolean mcsApi, boolean endpointSlices, Optional<Boolean> globalByDefault) {
        return new CiliumConfigFact(
                Optional.of("east"),
                Optional.of(3),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                globalByDefault,
                mcsApi,
                endpointSlices,
                Optional.empty());
    }

    static CiliumIdentityFact identity(long id, String namespace) {
        return identity(Long.toString(id), namespace, Map.of("k8s:app", "of-" + id));
    }

    /** Of {@link #EAST}. */
    static CiliumIdentityFact identity(String name, String namespace, Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(labels);
        all.put("k8s:io.cilium.k8s.policy.cluster", EAST.clusterName());
        return new CiliumIdentityFact(name, Optional.of(namespace), all);
    }

    /** @param identity 0 for none */
    static PodEndpoint pod(String name, long identity, String... ips) {
        return new PodEndpoint(
                name,
                List.of(ips),
                Optional.of("172.18.0.2"),
                Optional.of(identity).filter(id -> id != 0),
                0,
                Optional.empty());
    }

    static CiliumEndpointFact endpoint(String namespace, String name, long identity, String... ips) {
        return new CiliumEndpointFact(namespace, pod(name, identity, ips));
    }

    static CiliumEndpointSliceFact endpointSlice(String name, String namespace, PodEndpoint... pods) {
        return new CiliumEndpointSliceFact(name, namespace, List.of(pods));
    }

    static CiliumNodeFact node(String name, String ip, String... podCidrs) {
        return new CiliumNodeFact(
                name,
                List.of(new NodeAddress("InternalIP", ip)),
                List.of(podCidrs),
                IpPair.NONE,
                IpPair.NONE,
                0,
                0,
                "",
                Map.of(),
                Map.of());
    }

    static List<MemberFact> complete(long generation) {
        return Arrays.stream(Family.values())
                .map(family -> (MemberFact) new CompletenessFact(family, generation, "7"))
                .toList();
    }

    static ExportStep step(MemberFact... facts) {
        ExportStep step = new ExportStep(EAST, ExportSettings.DEFAULTS);
        Arrays.stream(facts).forEach(fact -> apply(step, fact));
        return step;
    }

    static ExportStep completeStep(MemberFact... facts) {
        ExportStep step = step(facts);
        complete(1).forEach(fact -> apply(step, fact));
        return step;
    }

    static Affected apply(ExportStep step, MemberFact fact) {
        return step.apply(fact.key(), Optional.of(fact));
    }

    /** Of what problems: each field with its value. */
    static List<String> fields(Desired desired) {
        return desired.problems().stream()
                .map(problem -> problem.field() + "=" + problem.value())
                .toList();
    }

    /** Who has an address: namespace/pod. */
    static String owner(ExportStep step, String ip) {
        return step.desired(Item.ip(ip))
                .record()
                .map(record -> ((IpRecord) record).namespace() + "/" + ((IpRecord) record).pod())
                .orElse("nobody");
    }

    /** The export of a service of {@code shop}. */
    static ServiceExportFact export(String name) {
        return new ServiceExportFact(
                "shop", name, Instant.parse("2026-01-01T00:00:00Z"), Map.of("l", "1"), Map.of("a", "2"));
    }
}
