package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.List;

/** A kind of object that is watched in every member. A further kind is one more small class here. */
public interface WatchedKind<T extends HasMetadata> {
    Family family();

    /** Kubernetes' name of the kind. */
    String kind();

    /** Where the API lists all of them, for example {@code api/v1/services}. */
    String path();

    /** fabric8's model of it. */
    Class<T> type();

    boolean namespaced();

    /**
     * What is kept of an object.
     *
     * @param object with a name, and a namespace if the kind has them
     */
    MemberFact map(T object) throws BadField;

    /** All kinds that are watched. */
    static List<WatchedKind<?>> all() {
        return List.of(new NamespaceKind(), new ServiceKind(), new EndpointSliceKind());
    }
}
