package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import io.fleetmesh.contract.resource.MemberSpec.Mode;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import java.util.Optional;

/** Members that the hub watches and that join, and of which nothing is said but where they are. */
public final class SampleMembers {
    private SampleMembers() {}

    /** Whose API is there. */
    public static MemberSpec at(String address) {
        return of(Optional.empty(), Optional.of(address));
    }

    /** Whose API the current context of this kubeconfig names. */
    public static MemberSpec by(String kubeconfig) {
        return of(Optional.of(new KubeconfigRef(kubeconfig, Optional.empty())), Optional.empty());
    }

    /** By whichever of them is given. */
    public static MemberSpec of(Optional<KubeconfigRef> kubeconfig, Optional<String> address) {
        return new MemberSpec(kubeconfig, address, Placement.HUB, Mode.JOIN, Optional.empty(), Optional.empty());
    }
}
