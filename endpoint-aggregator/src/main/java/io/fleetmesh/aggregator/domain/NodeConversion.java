package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.MeshRecord.AllocCidrs;
import io.fleetmesh.contract.MeshRecord.NodeRecord;
import io.fleetmesh.contract.NodeAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A CiliumNode as Cilium's {@code ParseCiliumNode} reads it: what is no address is left out, and reported here. */
final class NodeConversion {
    private static final String WIREGUARD = "network.cilium.io/wg-pub-key";
    private static final String WIREGUARD_ALIAS = "io.cilium.network.wg-pub-key";
    private static final int MAX_KEY = 255;
    private static final long MAX_IDENTITY = 0xffff_ffffL;

    private final CiliumNodeFact fact;
    private final List<Problem> problems = new ArrayList<>();

    private NodeConversion(CiliumNodeFact fact) {
        this.fact = fact;
    }

    static Desired of(CiliumNodeFact fact) {
        NodeConversion conversion = new NodeConversion(fact);
        return Desired.of(conversion.record(), conversion.problems);
    }

    private NodeRecord record() {
        List<String> v4 = new ArrayList<>();
        List<String> v6 = new ArrayList<>();
        for (String cidr : fact.podCidrs()) {
            CidrText.canonical(cidr)
                    .ifPresentOrElse(
                            network -> (CidrText.isV6(network) ? v6 : v4).add(network),
                            () -> problem("spec.ipam.podCIDRs", cidr, "an IPv4 or IPv6 CIDR"));
        }
        return new NodeRecord(
                fact.name(),
                addresses(),
                cidrs(v4),
                cidrs(v6),
                pair("spec.health", fact.health()),
                pair("spec.ingress", fact.ingress()),
                encryptionKey(),
                nodeIdentity(),
                fact.labels(),
                fact.annotations(),
                wireguardPubKey(fact.annotations()),
                fact.bootId());
    }

    private List<NodeAddress> addresses() {
        List<NodeAddress> addresses = new ArrayList<>();
        for (NodeAddress address : fact.addresses()) {
            Optional<String> text = IpText.canonical(address.ip());
            text.ifPresent(ip -> addresses.add(new NodeAddress(address.type(), ip)));
            // A name is what it should be: no address, and no problem.
            if (text.isEmpty() && address.type().endsWith("IP")) {
                problem("spec.addresses", address.ip(), "an IPv4 or IPv6 address");
            }
        }
        return addresses;
    }

    private static AllocCidrs cidrs(List<String> ofOneFamily) {
        return ofOneFamily.isEmpty()
                ? AllocCidrs.NONE
                : new AllocCidrs(Optional.of(ofOneFamily.getFirst()), ofOneFamily.subList(1, ofOneFamily.size()));
    }

    private IpPair pair(String field, IpPair pair) {
        return new IpPair(address(field + ".ipv4", pair.ipv4()), address(field + ".ipv6", pair.ipv6()));
    }

    private Optional<String> address(String field, Optional<String> ip) {
        Optional<String> text = ip.flatMap(IpText::canonical);
        if (ip.isPresent() && text.isEmpty()) {
            problem(field, ip.get(), "an IPv4 or IPv6 address");
        }
        return text;
    }

    private int encryptionKey() {
        int key = fact.encryptionKey();
        if (key < 0 || key > MAX_KEY) {
            problem("spec.encryption.key", Integer.toString(key), "0 to " + MAX_KEY);
            return 0;
        }
        return key;
    }

    /** Agents read 32 bits, and refuse the whole node for more. */
    private long nodeIdentity() {
        long identity = fact.nodeIdentity();
        if (identity < 0 || identity > MAX_IDENTITY) {
            problem("spec.nodeidentity", Long.toString(identity), "0 to " + MAX_IDENTITY);
            return 0;
        }
        return identity;
    }

    private static String wireguardPubKey(Map<String, String> annotations) {
        return annotations.getOrDefault(WIREGUARD, annotations.getOrDefault(WIREGUARD_ALIAS, ""));
    }

    private void problem(String field, String value, String expected) {
        problems.add(new Problem(fact.key(), field, value, expected));
    }
}
