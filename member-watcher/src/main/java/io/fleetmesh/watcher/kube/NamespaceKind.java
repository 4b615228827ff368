package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;

/** Namespaces, for the annotation that takes them into the mesh or out of it. */
final class NamespaceKind extends FramedKind<Namespace> {
    private static final String GLOBAL = "clustermesh.cilium.io/global";

    NamespaceKind() {
        super(Family.NAMESPACE, "Namespace", Namespace.class, Scope.CLUSTER, "api/v1/namespaces");
    }

    @Override
    public NameForm names() {
        return NameForm.LABEL;
    }

    @Override
    public MemberFact map(Namespace namespace) {
        return new NamespaceFact(
                namespace.getMetadata().getName(),
                Fields.entry(namespace.getMetadata().getAnnotations(), GLOBAL));
    }
}
