package io.fleetmesh.contract;

import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import java.util.Optional;

/** What stands in the topic {@code members}: a cluster that is watched, whether it belongs to a mesh or not. */
public sealed interface KnownMember extends FleetRecord permits Candidate, Member {

    /** Fleetmesh's name of it, never changed. */
    String id();

    /** Where its credentials are; if absent, in the kubeconfig of the member's own name. */
    Optional<KubeconfigRef> kubeconfig();

    /** Where its API is, if another address than the one that the kubeconfig names. */
    Optional<String> address();

    /** Where it is watched from: {@link Placement#MEMBER}, or absent, which is the hub. */
    Optional<Placement> placement();

    /** Whether a watcher of its own watches it, and none of the hub's. */
    default boolean watchesItself() {
        return placement().isPresent();
    }

    @Override
    default String key() {
        return id();
    }
}
