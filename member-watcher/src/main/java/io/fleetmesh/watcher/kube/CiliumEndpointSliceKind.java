package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointSliceFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.ArrayList;
import java.util.List;

/** CiliumEndpointSlices: endpoints of one namespace in an object that is of none. */
final class CiliumEndpointSliceKind implements WatchedKind<JsonNode> {
    @Override
    public Family family() {
        return Family.CILIUM_ENDPOINT_SLICE;
    }

    @Override
    public String kind() {
        return "CiliumEndpointSlice";
    }

    @Override
    public List<String> paths() {
        return List.of("apis/cilium.io/v2alpha1/ciliumendpointslices");
    }

    @Override
    public Class<JsonNode> type() {
        return JsonNode.class;
    }

    @Override
    public boolean namespaced() {
        return false;
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public MemberFact map(JsonNode object) throws BadField {
        Tree slice = Tree.of(object);
        Tree namespace = slice.at("namespace");
        List<PodEndpoint> endpoints = new ArrayList<>();
        for (Tree endpoint : slice.at("endpoints").items()) {
            Tree name = endpoint.at("name");
            endpoints.add(CiliumEndpointKind.endpoint(
                    name.text().orElseThrow(() -> name.bad("a pod's name")), endpoint, endpoint.at("id")));
        }
        return new CiliumEndpointSliceFact(
                slice.at("metadata").at("name").text().orElse(""),
                namespace.text().orElseThrow(() -> namespace.bad("a namespace")),
                endpoints);
    }
}
