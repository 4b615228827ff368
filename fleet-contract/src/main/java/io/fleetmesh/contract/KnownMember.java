package io.fleetmesh.contract;

import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import java.util.Optional;

/** What stands in the topic {@code members}: a cluster that is watched, whether it belongs to a mesh or not. */
public sealed interface KnownMember extends FleetRecord permits Candidate, Member {

    /** Fleetmesh's name of it, never changed. */
    String id();

    /** Where its credentials are; if absent, in the kubeconfig of the member's own name. */
    Optional<KubeconfigRef> kubeconfig();

    @Override
    default String key() {
        return id();
    }
}
