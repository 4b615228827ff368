package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.List;
import java.util.Optional;

/** A kind of object that is watched in every member. A further kind is one more small class here. */
public interface WatchedKind<T> {
    Family family();

    /** Kubernetes' name of the kind. */
    String kind();

    /** Where the API may list all of them, for example {@code api/v1/services}; the first that is served counts. */
    List<String> paths();

    /** Which of them are meant; all of them if empty. */
    default Optional<String> fieldSelector() {
        return Optional.empty();
    }

    /** Whether there are members that do not serve it, and are well. */
    default boolean optional() {
        return false;
    }

    /**
     * Whether a member that refuses it (403) is well: what is known of it stays, and it is asked for again from time to time.
     */
    default boolean dispensable() {
        return false;
    }

    /** fabric8's model of it, or the JSON where it has none. */
    Class<T> type();

    boolean namespaced();

    /** What its objects may be called. */
    default NameForm names() {
        return NameForm.SUBDOMAIN;
    }

    /**
     * What is kept of an object.
     *
     * @param object with a name that fits, and a namespace if the kind has them
     */
    MemberFact map(T object) throws BadField;

    /** All kinds that are watched. */
    static List<WatchedKind<?>> all() {
        return List.of(
                new CiliumConfigKind(),
                new NamespaceKind(),
                new ServiceKind(),
                new EndpointSliceKind(),
                new CiliumAgentKind(),
                new CiliumNodeKind(),
                new CiliumIdentityKind(),
                new CiliumEndpointKind(),
                new CiliumEndpointSliceKind(),
                new ServiceExportKind());
    }
}
