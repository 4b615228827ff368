package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.ArrayList;
import java.util.List;

/** CiliumEndpoints; most of what changes in them says nothing about the mesh and is not kept. */
final class CiliumEndpointKind extends TreeKind {
    CiliumEndpointKind() {
        super(Family.CILIUM_ENDPOINT, "CiliumEndpoint", Scope.NAMESPACED, "apis/cilium.io/v2/ciliumendpoints");
    }

    @Override
    MemberFact fact(Tree endpoint) throws BadField {
        Tree metadata = endpoint.at("metadata");
        Tree status = endpoint.at("status");
        return new CiliumEndpointFact(
                metadata.at("namespace").text().orElse(""),
                endpoint(
                        metadata.at("name").text().orElse(""),
                        status,
                        status.at("identity").at("id")));
    }

    /**
     * What an endpoint says of itself, in a CiliumEndpoint's status as in a CiliumEndpointSlice.
     *
     * @param identity where the number stands, which differs
     */
    static PodEndpoint endpoint(String name, Tree endpoint, Tree identity) throws BadField {
        Tree networking = endpoint.at("networking");
        List<String> ips = new ArrayList<>();
        for (Tree addressing : networking.at("addressing").items()) {
            addressing.at("ipv4").text().ifPresent(ips::add);
            addressing.at("ipv6").text().ifPresent(ips::add);
        }
        return new PodEndpoint(
                name,
                ips,
                networking.at("node").text(),
                identity.number().filter(id -> id != 0),
                endpoint.at("encryption").at("key").integer(),
                endpoint.at("service-account").text());
    }
}
