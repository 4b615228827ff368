package io.fleetmesh.contract;

import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import java.util.Optional;

/**
 * A declared cluster that no profile has admitted: its facts are gathered, so that joining can be planned, and nothing of it is
 * shown to anybody.
 *
 * @param address absent in records of earlier releases
 */
public record Candidate(
        String id, Optional<KubeconfigRef> kubeconfig, Optional<Placement> placement, Optional<String> address)
        implements KnownMember {

    public Candidate {
        placement = placement.filter(Placement.MEMBER::equals);
    }

    /** One whose kubeconfig says where it is. */
    public Candidate(String id, Optional<KubeconfigRef> kubeconfig, Optional<Placement> placement) {
        this(id, kubeconfig, placement, Optional.empty());
    }

    /** One that is watched from the hub. */
    public Candidate(String id, Optional<KubeconfigRef> kubeconfig) {
        this(id, kubeconfig, Optional.empty());
    }
}
