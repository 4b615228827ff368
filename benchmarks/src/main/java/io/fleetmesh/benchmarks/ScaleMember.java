package io.fleetmesh.benchmarks;

import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.CiliumNetwork;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.Owned;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.InventoryFact.Presence;
import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.NodeAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A member that is not there: what its watcher would say. Deployments of {@value #PODS_PER_IDENTITY} pods, each with an
 * identity; nodes of {@value #PODS_PER_NODE}; some Services that are global.
 */
final class ScaleMember {
    private static final int PODS_PER_NODE = 50;
    private static final int PODS_PER_IDENTITY = 25;
    private static final int NAMESPACES = 10;
    private static final int GLOBAL_SERVICES = 10;
    private static final int BACKENDS = 20;
    private static final int MAX_CONNECTED_CLUSTERS = 511;
    /** Of 24 bits of an identity, those below the cluster's. */
    private static final int IDENTITY_BITS = 15;

    private static final int FIRST_IDENTITY = 256;
    /** Room for addresses of a member; each pod has one in either half. */
    private static final int ADDRESSES = 4096;
    /** So many addresses, as the end of a CIDR. */
    private static final String ADDRESSES_MASK = "/20";

    private static final Instant SINCE = Instant.parse("2025-12-01T00:00:00Z");
    private static final Instant EXPIRES = Instant.parse("2027-01-01T00:00:00Z");
    /** Cilium by Helm, and no native mesh. */
    private static final OwnersFact OWNERS = new OwnersFact(
            new Owned(
                    Presence.PRESENT,
                    Map.of("app.kubernetes.io/managed-by", "Helm"),
                    Map.of("meta.helm.sh/release-name", "cilium"),
                    List.of("helm")),
            Owned.ABSENT,
            Owned.ABSENT,
            Optional.of(Map.of()));

    private final int number;
    private final int pods;

    /** @param number its cluster ID, from 1 to 511 */
    ScaleMember(int number, int pods) {
        if (pods > ADDRESSES / 2) {
            throw new IllegalArgumentException(pods + " pods in a member, there are addresses for " + ADDRESSES / 2);
        }
        this.number = number;
        this.pods = pods;
    }

    String id() {
        return "member-%03d".formatted(number);
    }

    Member member(String profile) {
        return new Member(id(), profile, id(), number);
    }

    static int identities(int pods) {
        return (pods + PODS_PER_IDENTITY - 1) / PODS_PER_IDENTITY;
    }

    static int nodes(int pods) {
        return (pods + PODS_PER_NODE - 1) / PODS_PER_NODE;
    }

    static int services() {
        return GLOBAL_SERVICES;
    }

    /** All that a watcher says, as it is before anything changes; completeness comes last. */
    List<MemberFact> facts() {
        List<MemberFact> facts = new ArrayList<>();
        facts.add(new IdentityFact("uid-" + number));
        facts.add(new ReachabilityFact(Reachability.REACHABLE, SINCE, ""));
        facts.add(cluster());
        facts.add(OWNERS);
        facts.addAll(standing());
        IntStream.range(0, pods).forEach(pod -> facts.add(endpoint(pod, 0, deployment(pod))));
        for (Family family : Family.values()) {
            facts.add(new CompletenessFact(family, 1, "1"));
        }
        return facts;
    }

    /** Those of objects that never change. */
    List<MemberFact> standing() {
        List<MemberFact> facts = new ArrayList<>();
        facts.add(config());
        facts.add(new CiliumAgentFact("cilium:v1.19.7", Optional.of("1.19.7")));
        IntStream.range(0, NAMESPACES).forEach(i -> facts.add(new NamespaceFact(namespace(i), Optional.empty())));
        IntStream.range(0, nodes(pods)).forEach(i -> facts.add(node(i)));
        IntStream.range(0, identities(pods)).forEach(i -> facts.add(identity(i)));
        for (int i = 0; i < GLOBAL_SERVICES; i++) {
            facts.add(slice(i));
            facts.add(service(i));
        }
        return facts;
    }

    private CiliumConfigFact config() {
        return new CiliumConfigFact(
                Optional.of(id()),
                Optional.of(number),
                Optional.of(MAX_CONNECTED_CLUSTERS),
                Optional.of("tunnel"),
                Optional.of("vxlan"),
                Optional.of("cluster-pool"),
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                Optional.of("1.19.7"),
                Optional.of(new CiliumNetwork(
                        Optional.of(true),
                        Optional.empty(),
                        Optional.of("none"),
                        Optional.of(true),
                        Optional.of(false),
                        List.of(address(0) + ADDRESSES_MASK),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(8472),
                        Optional.of("true"),
                        Optional.of("crd"))));
    }

    /** Which has all rights, clocks that agree and certificates that last. */
    private ClusterFact cluster() {
        return new ClusterFact(
                Optional.of("v1.34.3"),
                Optional.of(List.of(serviceIp(0) + ADDRESSES_MASK)),
                Optional.empty(),
                Optional.of(number % 3 - 1),
                Optional.of(EXPIRES),
                Optional.of(EXPIRES),
                List.of(),
                List.of(),
                Optional.of(22));
    }

    private CiliumNodeFact node(int i) {
        return new CiliumNodeFact(
                "node-" + i,
                List.of(new NodeAddress("InternalIP", nodeIp(i)), new NodeAddress("CiliumInternalIP", address(i))),
                List.of(address(i * 64) + "/26"),
                new IpPair(Optional.of(address(i + 1)), Optional.empty()),
                IpPair.NONE,
                0,
                0,
                "5d1c7c6e-9a53-4b7e-8f3a-2c5b6c1d0e" + i,
                Map.of("kubernetes.io/hostname", "node-" + i, "topology.kubernetes.io/zone", "zone-" + i % 3),
                Map.of());
    }

    private CiliumIdentityFact identity(int i) {
        return new CiliumIdentityFact(
                Long.toString(number(i)),
                Optional.of(namespace(i)),
                Map.of(
                        "k8s:app",
                        app(i),
                        "k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name",
                        namespace(i),
                        "k8s:io.cilium.k8s.policy.cluster",
                        id(),
                        "k8s:io.cilium.k8s.policy.serviceaccount",
                        app(i),
                        "k8s:io.kubernetes.pod.namespace",
                        namespace(i)));
    }

    private long number(int identity) {
        return ((long) number << IDENTITY_BITS) + FIRST_IDENTITY + identity;
    }

    /**
     * A pod's endpoint.
     *
     * @param generation how often the pod has been replaced: each time by one of another name at another address
     * @param serviceAccount what a change can be told by
     */
    CiliumEndpointFact endpoint(int pod, int generation, String serviceAccount) {
        int identity = pod / PODS_PER_IDENTITY;
        String suffix = Integer.toString(60_466_176 + generation * ADDRESSES + pod, 36)
                .substring(1)
                .toLowerCase(Locale.ROOT);
        return new CiliumEndpointFact(
                namespace(identity),
                new PodEndpoint(
                        app(identity) + "-7d9c5b6f4d-" + suffix,
                        List.of(ip(pod, generation)),
                        Optional.of(nodeIp(pod / PODS_PER_NODE)),
                        Optional.of(number(identity)),
                        0,
                        Optional.of(serviceAccount)));
    }

    /** What an endpoint's pod is a copy of. */
    static String deployment(int pod) {
        return app(pod / PODS_PER_IDENTITY);
    }

    /** The address that a pod's endpoint has. */
    String ip(int pod, int generation) {
        return address(pod + generation % 2 * ADDRESSES / 2);
    }

    private String address(int i) {
        return StoreRig.address(10, number * ADDRESSES + i);
    }

    private String nodeIp(int i) {
        return StoreRig.address(172, number * ADDRESSES + i);
    }

    private String serviceIp(int i) {
        return StoreRig.address(96, number * ADDRESSES + i);
    }

    private ServiceFact service(int i) {
        return new ServiceFact(
                namespace(i),
                app(i),
                "ClusterIP",
                Map.of("app", app(i)),
                Map.of("service.cilium.io/global", "true"),
                Map.of("app", app(i)),
                List.of(serviceIp(i)),
                List.of(new ServicePort("http", "TCP", 80)));
    }

    private EndpointSliceFact slice(int i) {
        return new EndpointSliceFact(
                namespace(i),
                app(i) + "-x7k2p",
                Optional.of(app(i)),
                Optional.of("endpointslice-controller.k8s.io"),
                "IPv4",
                List.of(new EndpointPort("http", "TCP", Optional.of(8080))),
                IntStream.range(0, BACKENDS)
                        .mapToObj(backend -> new Endpoint(
                                List.of(ip(i * PODS_PER_IDENTITY + backend, 0)),
                                Optional.of(true),
                                Optional.of(true),
                                Optional.of(false),
                                Optional.empty(),
                                Optional.of("node-" + (i * PODS_PER_IDENTITY + backend) / PODS_PER_NODE),
                                Optional.empty(),
                                List.of()))
                        .toList());
    }

    private static String namespace(int i) {
        return "team-" + i % NAMESPACES;
    }

    private static String app(int i) {
        return "service-" + i;
    }
}
