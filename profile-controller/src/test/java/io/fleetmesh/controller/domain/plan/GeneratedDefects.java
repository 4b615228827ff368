package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.MassDeleteHeldFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.UnreadableFact;
import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * What a generated member has that others have not: names and IDs of somebody else, ranges of both families, other versions and settings,
 * ends of certificates, missing rights, too many pods.
 *
 * @param nodes pod CIDRs of each; its own where absent
 * @param odd fields of what {@link SampleFacts} reads
 */
record GeneratedDefects(
        Called called, Optional<Map<String, List<String>>> nodes, List<String> odd, Load load, StoreSight store) {
    private static final int ADDRESSES = 60_000;

    /** Name and ID, where they are not its own. */
    record Called(Optional<String> name, Optional<Integer> id) {}

    /** What takes more facts than a line can say. */
    enum Load {
        NONE,
        HELD,
        UNREADABLE,
        WAITING,
        MANY_IDENTITIES,
        ALL_IDENTITIES,
        MANY_PODS,
        TOO_MANY_PODS;

        List<MemberFact> facts() {
            return switch (this) {
                case NONE, WAITING -> List.of();
                case HELD -> List.of(new MassDeleteHeldFact(Family.SERVICE, 80, 100));
                case UNREADABLE -> List.of(new UnreadableFact("service/shop/cart", "spec.ports", "x", "a list"));
                case MANY_IDENTITIES -> identities(53_000);
                case ALL_IDENTITIES -> identities(62_500);
                case MANY_PODS -> pods(6);
                case TOO_MANY_PODS -> pods(9);
            };
        }
    }

    /** Each is odd in one way. */
    private static final List<String> ODD = List.of(
            "reachability: {state: UNREACHABLE, reason: refused}",
            "reachability: {state: SUSPECT, reason: '403'}",
            "reachability: {state: WRONG_CLUSTER, reason: uid}",
            "unknown: [reachability]",
            "unknown: [complete/service]",
            "unknown: [complete/namespace]",
            "unknown: [complete/ciliumnode]",
            "unknown: [complete/ciliumidentity]",
            "unknown: [cluster]",
            "unknown: [owners]",
            "unknown: [ciliumconfig/kube-system/cilium-config]",
            "unknown: [ciliumagent/kube-system/cilium]",
            "config: {clusterName: other}",
            "config: {clusterName: null}",
            "config: {clusterId: 99}",
            "config: {clusterId: null}",
            "config: {ipam: eni}",
            "config: {network: {chainingMode: aws-cni}}",
            "config: {maxConnectedClusters: 511}",
            "config: {maxConnectedClusters: null}",
            "config: {routingMode: native}",
            "config: {routingMode: null}",
            "config: {tunnelProtocol: geneve}",
            "config: {encryption: wireguard}",
            "config: {encryption: ipsec}",
            "config: {namespacesGlobalByDefault: false}",
            "config: {endpointSlices: true}",
            "config: {mcsApi: true}",
            "config: {network: null}",
            "config: {network: {policyDefaultLocalCluster: false}}",
            "config: {network: {cacheTtl: 1m30s}}",
            "config: {network: {cacheTtl: 0s}}",
            "{cilium: 1.18.4, config: {network: {policyDefaultLocalCluster: null}}}",
            "cilium: 1.17.9",
            "cilium: 1.18.0",
            "cilium: 1.20.2",
            "cilium: 1.21.0",
            "cilium: latest",
            "cluster: {kubernetesVersion: v1.29.1}",
            "cluster: {kubernetesVersion: null}",
            "cluster: {serviceCidrs: [10.101.0.0/20]}",
            "cluster: {serviceCidrs: ['fd00:96::/112', 10.100.0.0/16]}",
            "cluster: {serviceCidrs: null}",
            "cluster: {nodePodCidrs: [{node: n, podCidrs: [10.1.0.0/16, 'fd00:1::/64']}]}",
            "cluster: {clockSkewSeconds: -3}",
            "cluster: {clockSkewSeconds: 31}",
            "cluster: {clockSkewSeconds: null}",
            "cluster: {serverCertificateExpires: 2025-12-31T23:59:59Z}",
            "cluster: {serverCertificateExpires: 2026-01-10T00:00:00Z}",
            "cluster: {serverCertificateExpires: null}",
            "cluster: {clientCertificateExpires: 2026-01-10T00:00:00Z}",
            "cluster: {deniedRights: [{verb: list, group: '', resource: services}]}",
            "cluster: {deniedRights: [{verb: list, group: '', resource: nodes}]}",
            "cluster: {unknownRights: [{verb: list, group: '', resource: nodes}]}",
            "owners: {agents: {presence: ABSENT}}",
            "owners: {agents: {presence: UNKNOWN}}",
            "owners: {agents: {labels: {kubernetes.azure.com/managedby: aks}}}",
            "owners: {meshApiServer: {presence: PRESENT}}",
            "owners: {meshApiServer: {presence: UNKNOWN}}",
            "owners: {meshSecret: {presence: PRESENT, managers: [helm]}}",
            "owners: {meshSecret: {presence: PRESENT, managers: [kubectl]}}",
            "owners: {meshSecret: {presence: PRESENT, managers: [fleetmesh]}}",
            "owners: {meshSecret: {presence: PRESENT, managers: [fleet-agent]}}");

    static Arbitrary<GeneratedDefects> any() {
        Arbitrary<Called> called = Combinators.combine(
                        Arbitraries.of("m0", "m1").optional(0.15),
                        Arbitraries.of(1, 2, 130, 300).optional(0.2))
                .as(Called::new);
        Arbitrary<Load> loads = Arbitraries.frequencyOf(
                Tuple.of(40, Arbitraries.just(Load.NONE)),
                Tuple.of(Load.values().length, Arbitraries.of(Load.values())));
        return Combinators.combine(
                        called,
                        podCidrs(),
                        Arbitraries.of(ODD).list().uniqueElements().ofMaxSize(2),
                        loads,
                        stores())
                .as(GeneratedDefects::new);
    }

    private static Arbitrary<Optional<Map<String, List<String>>>> podCidrs() {
        Arbitrary<String> v4 = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(0, 64, 128),
                        Arbitraries.of(12, 15, 16, 18, 24, 26))
                .as("10.%d.%d.0/%d"::formatted);
        Arbitrary<String> v6 = Combinators.combine(
                        Arbitraries.of("0", "1", "ff"),
                        Arbitraries.of("", "1:", "8000:"),
                        Arbitraries.of(32, 47, 48, 64))
                .as("fd00:%s:%s:/%d"::formatted);
        Arbitrary<String> cidrs =
                Arbitraries.frequencyOf(Tuple.of(8, v4), Tuple.of(4, v6), Tuple.of(1, Arbitraries.just("x")));
        return Arbitraries.maps(
                        Arbitraries.of("n1", "n2"), cidrs.list().ofMinSize(1).ofMaxSize(2))
                .ofMaxSize(2)
                .optional(0.4);
    }

    private static Arbitrary<StoreSight> stores() {
        Instant since = Instant.parse("2025-12-31T23:00:00Z");
        Instant late = Instant.parse("2027-01-01T00:00:00Z");
        StoreStatus.Trust ending = new StoreStatus.Trust(Instant.parse("2026-01-02T00:00:00Z"), late);
        StoreStatus.Trust lasting = new StoreStatus.Trust(late, late);
        return Arbitraries.frequency(
                Tuple.of(6, new StoreSight.Serves(2, 12, 1, 0, Optional.of(lasting))),
                Tuple.of(1, new StoreSight.Serves(1, 3, 1, 0, Optional.of(ending))),
                Tuple.of(1, new StoreSight.NotReady(since, "closed")),
                Tuple.of(1, new StoreSight.Silent(since)),
                Tuple.of(1, new StoreSight.Unheard()),
                Tuple.of(1, new StoreSight.Unsure()));
    }

    private static List<MemberFact> identities(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new CiliumIdentityFact("crowd" + i, Optional.of("crowd"), Map.of()))
                .map(MemberFact.class::cast)
                .toList();
    }

    /** Each with {@value #ADDRESSES} addresses: what agents hold is counted by those. */
    private static List<MemberFact> pods(int count) {
        List<MemberFact> facts = new ArrayList<>(List.of(new NamespaceFact("crowd", Optional.empty())));
        IntStream.range(0, count)
                .forEach(i -> facts.add(new CiliumEndpointFact(
                        "crowd",
                        new PodEndpoint(
                                "pod-" + i,
                                Collections.nCopies(ADDRESSES, "10.0.0.1"),
                                Optional.empty(),
                                Optional.of(1L),
                                0,
                                Optional.empty()))));
        return facts;
    }
}
