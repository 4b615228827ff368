package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.CiliumFact.CiliumEndpointSliceFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.ArrayList;
import java.util.List;

/** CiliumEndpointSlices: endpoints of one namespace in an object that is of none. */
final class CiliumEndpointSliceKind extends TreeKind {
    CiliumEndpointSliceKind() {
        super(
                Family.CILIUM_ENDPOINT_SLICE,
                "CiliumEndpointSlice",
                Scope.CLUSTER,
                "apis/cilium.io/v2alpha1/ciliumendpointslices");
    }

    @Override
    MemberFact fact(Tree slice) throws BadField {
        Tree namespace = slice.at("namespace");
        List<PodEndpoint> endpoints = new ArrayList<>();
        for (Tree endpoint : slice.at("endpoints").items()) {
            Tree name = endpoint.at("name");
            endpoints.add(CiliumEndpointKind.endpoint(
                    name.text().orElseThrow(() -> name.bad("a pod's name")), endpoint, endpoint.at("id")));
        }
        return new CiliumEndpointSliceFact(
                slice.at("metadata").at("name").text().orElse(""),
                NameForm.LABEL.require(
                        namespace.path(), namespace.text().orElseThrow(() -> namespace.bad("a namespace"))),
                endpoints);
    }
}
