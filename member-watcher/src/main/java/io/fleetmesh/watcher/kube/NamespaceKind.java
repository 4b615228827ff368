package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import java.util.List;

/** Namespaces, for the annotation that takes them into the mesh or out of it. */
final class NamespaceKind implements WatchedKind<Namespace> {
    private static final String GLOBAL = "clustermesh.cilium.io/global";

    @Override
    public Family family() {
        return Family.NAMESPACE;
    }

    @Override
    public String kind() {
        return "Namespace";
    }

    @Override
    public List<String> paths() {
        return List.of("api/v1/namespaces");
    }

    @Override
    public Class<Namespace> type() {
        return Namespace.class;
    }

    @Override
    public boolean namespaced() {
        return false;
    }

    @Override
    public MemberFact map(Namespace namespace) {
        return new NamespaceFact(
                namespace.getMetadata().getName(),
                Fields.entry(namespace.getMetadata().getAnnotations(), GLOBAL));
    }
}
