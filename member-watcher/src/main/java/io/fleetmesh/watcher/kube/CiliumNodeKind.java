package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.NodeAddress;
import java.util.ArrayList;
import java.util.List;

/** CiliumNodes. All labels and annotations are kept: they are part of what Cilium's agents are sent. */
final class CiliumNodeKind extends TreeKind {
    CiliumNodeKind() {
        super(Family.CILIUM_NODE, "CiliumNode", Scope.CLUSTER, "apis/cilium.io/v2/ciliumnodes");
    }

    @Override
    MemberFact fact(Tree node) throws BadField {
        Tree metadata = node.at("metadata");
        Tree spec = node.at("spec");
        return new CiliumNodeFact(
                metadata.at("name").text().orElse(""),
                addresses(spec.at("addresses")),
                podCidrs(spec.at("ipam")),
                pair(spec.at("health")),
                pair(spec.at("ingress")),
                spec.at("encryption").at("key").integer(),
                spec.at("nodeidentity").number().orElse(0L),
                spec.at("bootid").text().orElse(""),
                metadata.at("labels").texts(),
                metadata.at("annotations").texts());
    }

    private static List<NodeAddress> addresses(Tree list) throws BadField {
        List<NodeAddress> addresses = new ArrayList<>();
        for (Tree address : list.items()) {
            addresses.add(new NodeAddress(
                    address.at("type").text().orElse(""),
                    address.at("ip").text().orElse("")));
        }
        return addresses;
    }

    private static List<String> podCidrs(Tree ipam) throws BadField {
        List<String> cidrs = new ArrayList<>();
        for (Tree cidr : ipam.at("podCIDRs").items()) {
            cidr.text().ifPresent(cidrs::add);
        }
        for (Tree pool : ipam.at("pools").at("allocated").items()) {
            for (Tree cidr : pool.at("cidrs").items()) {
                cidr.text().ifPresent(cidrs::add);
            }
        }
        return cidrs;
    }

    private static IpPair pair(Tree pair) throws BadField {
        return new IpPair(pair.at("ipv4").text(), pair.at("ipv6").text());
    }
}
