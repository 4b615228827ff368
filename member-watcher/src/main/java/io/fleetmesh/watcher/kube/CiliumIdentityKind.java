package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.Optional;

/** CiliumIdentities. */
final class CiliumIdentityKind extends TreeKind {
    private static final String NAMESPACE = "io.kubernetes.pod.namespace";

    CiliumIdentityKind() {
        super(Family.CILIUM_IDENTITY, "CiliumIdentity", Scope.CLUSTER, "apis/cilium.io/v2/ciliumidentities");
    }

    @Override
    MemberFact fact(Tree identity) throws BadField {
        Tree metadata = identity.at("metadata");
        return new CiliumIdentityFact(
                metadata.at("name").text().orElse(""),
                Optional.ofNullable(metadata.at("labels").texts().get(NAMESPACE)),
                identity.at("security-labels").texts());
    }
}
