package io.fleetmesh.controller.domain.plan.check;

import static io.fleetmesh.controller.domain.plan.Precheck.Hashed.FACTS;
import static io.fleetmesh.controller.domain.plan.Precheck.Hashed.FAILURES;
import static io.fleetmesh.controller.domain.plan.Precheck.Hashed.LEVELS;
import static io.fleetmesh.controller.domain.plan.Precheck.Hashed.NOTHING;

import io.fleetmesh.controller.domain.plan.Precheck;
import java.util.List;

/** All prechecks in the order in which plans show them. */
public final class Prechecks {
    private static final String MEMBERS = "members";
    private static final String ADDRESSES = "addresses";
    private static final String CILIUM = "cilium";
    private static final String OWNERS = "owners";
    private static final String TRUST = "trust";
    private static final String CAPACITY = "capacity";
    private static final String SIGHT = "sight";

    public static final List<Precheck> ALL = List.of(
            new Precheck("admission", MEMBERS, "every declared member can be admitted", FACTS, Admissions::judge),
            new Precheck("api-reachable", MEMBERS, "members' APIs answer", FACTS, ApiReachable::judge),
            new Precheck("store-reachable", MEMBERS, "members' stores serve", NOTHING, StoreReachable::judge),
            new Precheck("facts-complete", MEMBERS, "what is known of members is whole", LEVELS, FactsComplete::judge),
            new Precheck("permissions", MEMBERS, "watchers may see what they need", FACTS, Permissions::judge),
            new Precheck("member-limit", MEMBERS, "there is room for all members", LEVELS, MemberLimit::judge),
            new Precheck("cluster-name", MEMBERS, "cluster names are unique and unchanged", FACTS, ClusterName::judge),
            new Precheck("cluster-id", MEMBERS, "cluster IDs are unique and unchanged", FACTS, ClusterId::judge),
            new Precheck("pod-cidr-overlap", ADDRESSES, "pod CIDRs do not overlap", FACTS, PodCidrOverlap::judge),
            new Precheck(
                    "service-cidr-overlap",
                    ADDRESSES,
                    "service CIDRs do not overlap",
                    FACTS,
                    ServiceCidrOverlap::judge),
            new Precheck(
                    "address-ranges",
                    ADDRESSES,
                    "addresses are within the profile's ranges",
                    FACTS,
                    AddressRanges::judge),
            new Precheck("cilium-version", CILIUM, "Cilium versions go together", FACTS, CiliumVersions::judge),
            new Precheck(
                    "kubernetes-version",
                    CILIUM,
                    "Kubernetes versions are supported",
                    FACTS,
                    KubernetesVersions::judge),
            new Precheck(
                    "max-connected-clusters",
                    CILIUM,
                    "max-connected-clusters is the same everywhere and enough",
                    FACTS,
                    MaxConnectedClusters::judge),
            new Precheck("routing-mode", CILIUM, "routing modes match", FACTS, Datapath::routingMode),
            new Precheck("tunnel-protocol", CILIUM, "tunnel protocols match", FACTS, Datapath::tunnelProtocol),
            new Precheck("encryption", CILIUM, "encryption matches", FACTS, Datapath::encryption),
            new Precheck(
                    "policy-default-local-cluster",
                    CILIUM,
                    "policies mean the same clusters everywhere",
                    FACTS,
                    PolicyDefault::judge),
            new Precheck("clustermesh-cache-ttl", CILIUM, "agents keep what they have", FACTS, CacheTtl::judge),
            new Precheck(
                    "foreign-owner", OWNERS, "nobody else joins the members into a mesh", FACTS, ForeignOwner::judge),
            new Precheck(
                    "cilium-owner", OWNERS, "Cilium's configuration is the operator's own", FACTS, CiliumOwner::judge),
            new Precheck("certificates", TRUST, "certificates last", NOTHING, CertificateExpiry::judge),
            new Precheck("clock-skew", TRUST, "clocks agree", LEVELS, ClockSkew::judge),
            new Precheck("identity-range", CAPACITY, "there are identities left", LEVELS, IdentityRange::judge),
            new Precheck("agent-capacity", CAPACITY, "agents can hold what they see", LEVELS, AgentCapacity::judge),
            new Precheck(
                    "export-guard",
                    SIGHT,
                    "the export guard hides nothing that is exported",
                    FAILURES,
                    ExportGuards::judge),
            new Precheck("lost-sight", SIGHT, "nobody loses sight of services", NOTHING, LostSight::judge),
            new Precheck("one-way-sight", SIGHT, "who sees is seen", FACTS, OneWaySight::judge));

    private Prechecks() {}
}
