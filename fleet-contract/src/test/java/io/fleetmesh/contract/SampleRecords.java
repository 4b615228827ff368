package io.fleetmesh.contract;

import io.fleetmesh.contract.plan.Signature;
import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One record of each kind, with all its fields. */
final class SampleRecords {
    private SampleRecords() {}

    static Stream<FleetRecord> all() {
        return Stream.of(
                new Claim("watcher-1", Optional.of("east")),
                new DeadLetter("fleetmesh.facts.east", 0, 7, "service/shop/cart", "no JSON", "mesh-store", "", "eA=="),
                new Incarnation("0b5f", 7, List.of("a1c2")),
                new ObjectProblem("east", "ciliumnode/n1", "spec.addresses", "x", "an IPv4 or IPv6 address"),
                new MemberStatus(
                        "south", MemberStatus.State.CHECKED, Instant.parse("2026-01-01T00:00:00Z"), "all pass", "plan"),
                new StoreStatus(
                        "south",
                        "shop",
                        "store-0:2379",
                        false,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        "the view is being read",
                        12,
                        3,
                        1,
                        Instant.parse("2026-01-01T00:00:30Z"),
                        Optional.of(new StoreStatus.Trust(
                                Instant.parse("2026-04-01T00:00:00Z"), Instant.parse("2036-01-01T00:00:00Z")))),
                new AppliedProfile(
                        "shop",
                        "p1",
                        (NetworkProfileSpec) Intents.profile().spec(),
                        Map.of("east", Map.of("region", "eu")),
                        List.of(new Member("east", "shop", "east", 3)),
                        Optional.of(new Signature("anna", Instant.parse("2026-01-01T00:00:00Z")))),
                new ClusterIdReservation("default", 4, "south", "south"),
                new ExportHold("default"),
                new ExportApproval(
                        "default",
                        "shop",
                        "cart",
                        List.of("east"),
                        List.of("south"),
                        Optional.of(Instant.parse("2026-01-01T00:00:00Z"))),
                new Member(
                        "south",
                        "default",
                        "south",
                        4,
                        true,
                        true,
                        Optional.of(new KubeconfigRef("s", Optional.of("c"))),
                        Optional.of(Placement.MEMBER),
                        Optional.of("https://10.0.0.4:6443")),
                new Candidate(
                        "south",
                        Optional.of(new KubeconfigRef("south", Optional.empty())),
                        Optional.of(Placement.MEMBER),
                        Optional.of("https://10.0.0.4:6443")),
                new ConsumerView(
                        "west",
                        "west",
                        List.of("east", "north"),
                        Map.of("east", NamespaceChoice.only(List.of("shop"))),
                        List.of("north")),
                Intents.member(),
                Intents.profile(),
                Intents.strategy(),
                Intents.binding(),
                Plans.plan(),
                new GlobalService(
                        "shop",
                        "cart",
                        List.of(new GlobalService.Exporter(
                                "east", false, List.of(new MemberFact.ServicePort("http", "TCP", 80)), 2)),
                        List.of(new GlobalService.Conflict("type", "east is headless, west is not")),
                        Optional.of(new ServiceImport(
                                List.of(new ServiceImport.Export(
                                        "east", "east", Instant.parse("2026-01-01T00:00:00Z"))),
                                false,
                                List.of(new MeshRecord.ExportPort("http", "TCP", 80, Optional.of("http"))),
                                Map.of("l", "1"),
                                Map.of("a", "2"),
                                "ClientIP",
                                Optional.of(42),
                                List.of("IPv4"),
                                Optional.of("Cluster"),
                                Optional.of("PreferClose"),
                                List.of())),
                        List.of(new GlobalService.Held("west", Optional.of(Instant.parse("2026-01-01T00:00:00Z"))))),
                new MemberFact.NamespaceFact("shop", Optional.of("true")),
                new MemberFact.ServiceFact(
                        "shop",
                        "cart",
                        "ClusterIP",
                        Map.of("team", "web", "app", "cart"),
                        Map.of("service.cilium.io/global", "true"),
                        Map.of("app", "cart"),
                        List.of("10.96.0.10"),
                        List.of(new MemberFact.ServicePort("http", "TCP", 80)),
                        Optional.of(new ServiceTraffic(
                                "ClientIP",
                                Optional.of(42),
                                List.of("IPv4"),
                                Optional.of("Local"),
                                Optional.of("PreferClose"),
                                Map.of("http", "http"))),
                        Optional.of(Instant.parse("2026-01-01T00:00:00Z"))),
                new MemberFact.EndpointSliceFact(
                        "shop",
                        "cart-1",
                        Optional.of("cart"),
                        Optional.empty(),
                        "IPv4",
                        List.of(sliceEndpointPort()),
                        List.of(sliceEndpoint()),
                        Optional.of(new MemberFact.SliceMeta(Map.of("app", "cart"), Map.of("note", "x")))),
                new MemberFact.ServiceExportFact(
                        "shop",
                        "cart",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Map.of("team", "web"),
                        Map.of("note", "x")),
                new CiliumFact.CiliumConfigFact(
                        Optional.of("east"),
                        Optional.of(3),
                        Optional.of(255),
                        Optional.of("tunnel"),
                        Optional.of("vxlan"),
                        Optional.of("cluster-pool"),
                        Optional.of("wireguard"),
                        Optional.of(false),
                        true,
                        false,
                        Optional.of("1.19.7"),
                        Optional.of(new CiliumNetwork(
                                Optional.of(true),
                                Optional.of("1m30s"),
                                Optional.of("none"),
                                Optional.of(true),
                                Optional.of(false),
                                List.of("10.3.0.0/16", "10.33.0.0/16"),
                                List.of(),
                                Optional.of("10.0.0.0/8"),
                                Optional.empty(),
                                Optional.of(8472),
                                Optional.of("true"),
                                Optional.of("crd")))),
                new CiliumFact.CiliumAgentFact("quay.io/cilium/cilium:v1.20.2", Optional.of("1.20.2")),
                new CiliumFact.CiliumNodeFact(
                        "n1",
                        List.of(new NodeAddress("InternalIP", "172.18.0.2")),
                        List.of("10.3.0.0/24"),
                        new IpPair(Optional.of("10.3.0.2"), Optional.of("fd00:10:3::2")),
                        IpPair.NONE,
                        3,
                        6,
                        "570d3fd1",
                        Map.of("zone", "z1"),
                        Map.of("note", "<&>")),
                new CiliumFact.CiliumIdentityFact("200001", Optional.of("shop"), Map.of("k8s:app", "cart")),
                new CiliumFact.CiliumEndpointFact("shop", endpoint()),
                new CiliumFact.CiliumEndpointSliceFact("ces-1", "shop", List.of(endpoint())),
                new InventoryFact.ClusterFact(
                        Optional.of("v1.35.4"),
                        Optional.of(List.of("10.96.0.0/12")),
                        Optional.of(List.of(new InventoryFact.NodeCidrs("n1", List.of("10.3.0.0/24")))),
                        Optional.of(-3),
                        Optional.of(Instant.parse("2027-01-01T00:00:00Z")),
                        Optional.empty(),
                        List.of(new InventoryFact.Right(
                                "get",
                                "apps",
                                "deployments",
                                Optional.of("kube-system"),
                                Optional.of("clustermesh-apiserver"))),
                        List.of(new InventoryFact.Right("list", "", "nodes", Optional.empty(), Optional.empty())),
                        Optional.of(22)),
                new InventoryFact.OwnersFact(
                        new InventoryFact.Owned(
                                InventoryFact.Presence.PRESENT,
                                Map.of("app.kubernetes.io/managed-by", "Helm"),
                                Map.of("meta.helm.sh/release-name", "cilium"),
                                List.of("helm", "kube-controller-manager")),
                        InventoryFact.Owned.ABSENT,
                        InventoryFact.Owned.UNKNOWN,
                        Optional.of(Map.of("kubernetes.azure.com/cluster", "MC_east"))),
                new MemberFact.IdentityFact("0b5f"),
                new MemberFact.ReachabilityFact(
                        MemberFact.Reachability.UNREACHABLE,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        "connection refused"),
                new MemberFact.CompletenessFact(Family.SERVICE, 1, "4711"),
                new MemberFact.UnreadableFact("ciliumnode/n1", "spec", "[]", "an object"),
                new MemberFact.MassDeleteHeldFact(Family.SERVICE, 90, 100),
                new MeshRecord.ClusterConfigRecord("east", 3, 255, false, Optional.of("1.20.2"), Optional.of(true)),
                new MeshRecord.ServiceRecord(
                        "shop",
                        "cart",
                        false,
                        List.of("10.96.0.10"),
                        List.of(new MemberFact.ServicePort("http", "TCP", 80)),
                        Map.of("team", "web"),
                        Map.of("app", "cart")),
                new MeshRecord.EndpointSliceRecord(
                        "shop",
                        "cart-1",
                        "cart",
                        List.of(new MeshRecord.BackendPort("http", "TCP", 8080)),
                        List.of(new MeshRecord.Backend(
                                "10.3.1.10", Optional.of("cart-0"), Optional.of("z1"), List.of("z1")))),
                new MeshRecord.WholeSliceRecord(
                        "shop",
                        "cart-1",
                        Map.of("app", "cart"),
                        Map.of("note", "x"),
                        "IPv4",
                        List.of(sliceEndpointPort()),
                        List.of(sliceEndpoint())),
                new MeshRecord.NodeRecord(
                        "n1",
                        List.of(new NodeAddress("InternalIP", "172.18.0.2")),
                        new MeshRecord.AllocCidrs(Optional.of("10.3.0.0/24"), List.of("10.33.0.0/24")),
                        MeshRecord.AllocCidrs.NONE,
                        new IpPair(Optional.of("10.3.0.2"), Optional.empty()),
                        IpPair.NONE,
                        3,
                        6,
                        Map.of("zone", "z1"),
                        Map.of("note", "<&>"),
                        "3Aii",
                        "570d3fd1"),
                new MeshRecord.IdentityRecord(200001, List.of(new MeshRecord.SecurityLabel("k8s", "app", "cart"))),
                new MeshRecord.IpRecord(
                        "10.3.1.10", Optional.of("172.18.0.2"), 200001, 3, "shop", "cart-0", Optional.of("cart-sa")),
                new MeshRecord.ServiceExportRecord(
                        "shop",
                        "cart",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        false,
                        List.of(new MeshRecord.ExportPort("http", "TCP", 80, Optional.of("http"))),
                        Map.of("team", "web"),
                        Map.of("note", "x"),
                        "ClientIP",
                        Optional.of(42),
                        List.of("IPv4"),
                        Optional.of("Cluster"),
                        Optional.empty()),
                new MeshRecord.HeldExportRecord("shop", "cart", Optional.of(Instant.parse("2026-01-01T00:00:00Z"))),
                new MeshRecord.CompletenessRecord(MeshFamily.IPS, 1));
    }

    private static MemberFact.EndpointPort sliceEndpointPort() {
        return new MemberFact.EndpointPort("http", "TCP", Optional.of(8080), Optional.of("http"));
    }

    private static MemberFact.Endpoint sliceEndpoint() {
        return new MemberFact.Endpoint(
                List.of("10.3.1.10"),
                Optional.of(true),
                Optional.empty(),
                Optional.of(false),
                Optional.of("cart-0"),
                Optional.of("n1"),
                Optional.of("z1"),
                List.of("z1", "z2"));
    }

    private static CiliumFact.PodEndpoint endpoint() {
        return new CiliumFact.PodEndpoint(
                "cart-0",
                List.of("10.3.1.10", "FD00::A"),
                Optional.of("172.18.0.2"),
                Optional.of(200001L),
                3,
                Optional.of("cart-sa"));
    }
}
