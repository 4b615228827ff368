package io.fleetmesh.contract;

import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import java.util.Optional;

/**
 * A cluster that belongs to a mesh.
 *
 * @param id immutable
 * @param profile the network profile that admitted it
 * @param clusterName Cilium's name, unique in the profile
 * @param clusterId Cilium's ID, unique in the profile, 1 to 255 or 511
 * @param observed whether it only looks on: what it would give is worked out, and shown to nobody; of one that drains, whether it
 *     does so afterwards
 * @param draining whether its services are withdrawn, until the time for that is over: then it goes, or only looks on
 * @param address absent in records of earlier releases
 */
public record Member(
        String id,
        String profile,
        String clusterName,
        int clusterId,
        boolean observed,
        boolean draining,
        Optional<KubeconfigRef> kubeconfig,
        Optional<Placement> placement,
        Optional<String> address)
        implements KnownMember {

    public Member {
        placement = placement.filter(Placement.MEMBER::equals);
    }

    /** One whose kubeconfig says where it is. */
    public Member(
            String id,
            String profile,
            String clusterName,
            int clusterId,
            boolean observed,
            boolean draining,
            Optional<KubeconfigRef> kubeconfig,
            Optional<Placement> placement) {
        this(id, profile, clusterName, clusterId, observed, draining, kubeconfig, placement, Optional.empty());
    }

    /** One that is watched from the hub. */
    public Member(
            String id,
            String profile,
            String clusterName,
            int clusterId,
            boolean observed,
            boolean draining,
            Optional<KubeconfigRef> kubeconfig) {
        this(id, profile, clusterName, clusterId, observed, draining, kubeconfig, Optional.empty());
    }

    /** One that takes part, watched from the hub by the kubeconfig of its own name. */
    public Member(String id, String profile, String clusterName, int clusterId) {
        this(id, profile, clusterName, clusterId, false, false, Optional.empty());
    }

    /** Whether others see it, or did not yet let go of it: the opposite of only looking on. */
    public boolean takesPart() {
        return !observed || draining;
    }

    /** The same on its way out. Who only looks on has nothing to drain, and goes at once. */
    public Member leaving() {
        return as(false, true);
    }

    /** What is left of it when it has drained: nothing, or one that only looks on. */
    public Optional<Member> drained() {
        return observed ? Optional.of(as(true, false)) : Optional.empty();
    }

    private Member as(boolean observed, boolean draining) {
        return new Member(id, profile, clusterName, clusterId, observed, draining, kubeconfig, placement, address);
    }
}
