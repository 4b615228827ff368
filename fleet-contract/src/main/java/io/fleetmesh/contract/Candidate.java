package io.fleetmesh.contract;

import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import java.util.Optional;

/** A declared cluster that no profile has admitted: its facts are gathered, so that joining can be planned, and nothing of it is shown to anybody. */
public record Candidate(String id, Optional<KubeconfigRef> kubeconfig, Optional<Placement> placement)
        implements KnownMember {

    public Candidate {
        placement = placement.filter(Placement.MEMBER::equals);
    }

    /** One that is watched from the hub. */
    public Candidate(String id, Optional<KubeconfigRef> kubeconfig) {
        this(id, kubeconfig, Optional.empty());
    }
}
