package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.Map;
import java.util.Optional;

/** CiliumIdentities. */
final class CiliumIdentityKind extends TreeKind {
    /** Cilium goes by this, and not by the object's own label, which anybody may edit. */
    private static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace";

    CiliumIdentityKind() {
        super(Family.CILIUM_IDENTITY, "CiliumIdentity", Scope.CLUSTER, "apis/cilium.io/v2/ciliumidentities");
    }

    @Override
    MemberFact fact(Tree identity) throws BadField {
        Map<String, String> labels = identity.at("security-labels").texts();
        if (labels.isEmpty()) {
            // As in Cilium, which leaves what it had of an identity that has lost them.
            throw new BadField("security-labels", "at least one label", "none");
        }
        return new CiliumIdentityFact(
                identity.at("metadata").at("name").text().orElse(""),
                Optional.ofNullable(labels.get(NAMESPACE)).filter(name -> !name.isEmpty()),
                labels);
    }
}
