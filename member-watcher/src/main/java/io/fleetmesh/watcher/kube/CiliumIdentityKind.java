package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.List;
import java.util.Optional;

/** CiliumIdentities. */
final class CiliumIdentityKind implements WatchedKind<JsonNode> {
    private static final String NAMESPACE = "io.kubernetes.pod.namespace";

    @Override
    public Family family() {
        return Family.CILIUM_IDENTITY;
    }

    @Override
    public String kind() {
        return "CiliumIdentity";
    }

    @Override
    public List<String> paths() {
        return List.of("apis/cilium.io/v2/ciliumidentities");
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
        Tree identity = Tree.of(object);
        Tree metadata = identity.at("metadata");
        return new CiliumIdentityFact(
                metadata.at("name").text().orElse(""),
                Optional.ofNullable(metadata.at("labels").texts().get(NAMESPACE)),
                identity.at("security-labels").texts());
    }
}
