package io.fleetmesh.contract;

import java.util.List;
import java.util.Optional;

/**
 * What a member's {@code cilium-config} says beside what the mesh is made of: for judging whether members go together. Nothing
 * that is exported rests on it. What is absent is not set there, or is set to what cannot be read; Cilium's default counts.
 *
 * @param policyDefaultLocalCluster {@code policy-default-local-cluster}: whether a policy that names no cluster means the own
 *     one; Cilium's default is false in 1.18 and true from 1.19 on
 * @param cacheTtl {@code clustermesh-cache-ttl} as written, a duration of Go's such as {@code 1m30s}: how long agents keep what
 *     they have of a cluster that they do not reach; 0s, the default, is for ever
 * @param chainingMode {@code cni-chaining-mode}, such as {@code none} or {@code aws-cni}
 * @param ipv4 {@code enable-ipv4}; Cilium's default is true
 * @param ipv6 {@code enable-ipv6}; Cilium's default is true, its chart writes false
 * @param poolIpv4Cidrs {@code cluster-pool-ipv4-cidr}: what nodes' pod CIDRs are taken from, in the order written
 * @param poolIpv6Cidrs {@code cluster-pool-ipv6-cidr}, likewise
 * @param nativeRoutingIpv4Cidr {@code ipv4-native-routing-cidr}: where packets are not masqueraded
 * @param nativeRoutingIpv6Cidr {@code ipv6-native-routing-cidr}, likewise
 * @param tunnelPort {@code tunnel-port}, equal in all members; the default is 8472 for vxlan, 6081 for geneve
 * @param kubeProxyReplacement {@code kube-proxy-replacement} as written
 * @param identityAllocationMode {@code identity-allocation-mode}, such as {@code crd}
 */
public record CiliumNetwork(
        Optional<Boolean> policyDefaultLocalCluster,
        Optional<String> cacheTtl,
        Optional<String> chainingMode,
        Optional<Boolean> ipv4,
        Optional<Boolean> ipv6,
        List<String> poolIpv4Cidrs,
        List<String> poolIpv6Cidrs,
        Optional<String> nativeRoutingIpv4Cidr,
        Optional<String> nativeRoutingIpv6Cidr,
        Optional<Integer> tunnelPort,
        Optional<String> kubeProxyReplacement,
        Optional<String> identityAllocationMode) {

    /**
     * Entries of an agent's BPF map of addresses, one for each address of a pod and a node that it knows, in all members. It is
     * a constant of Cilium's, and nothing configures it: {@code MaxEntries} in {@code pkg/maps/ipcache/ipcache.go} of 1.19.7.
     */
    public static final int IPCACHE_ENTRIES = 512_000;

    public CiliumNetwork {
        poolIpv4Cidrs = List.copyOf(poolIpv4Cidrs);
        poolIpv6Cidrs = List.copyOf(poolIpv6Cidrs);
    }
}
