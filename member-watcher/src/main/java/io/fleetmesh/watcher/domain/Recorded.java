package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.CiliumFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.InventoryFact;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.MemberFact.MassDeleteHeldFact;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the member's facts say about the watch itself.
 *
 * @param clusterUid whose facts these are
 * @param complete families that were listed whole at least once, under {@code clusterUid}
 * @param held families with deletes held back
 * @param config the member's configuration, if it has one
 */
public record Recorded(
        Optional<String> clusterUid,
        Map<Family, CompletenessFact> complete,
        Set<Family> held,
        Optional<ReachabilityFact> reachability,
        Optional<CiliumConfigFact> config) {

    public Recorded {
        complete = Map.copyOf(complete);
        held = Set.copyOf(held);
    }

    /** From a folded log. A completeness marker beside no identity is nobody's and does not count. */
    public static Recorded of(Collection<MemberFact> facts) {
        Map<Family, CompletenessFact> complete = new EnumMap<>(Family.class);
        Set<Family> held = EnumSet.noneOf(Family.class);
        Optional<String> uid = Optional.empty();
        Optional<ReachabilityFact> reachability = Optional.empty();
        Optional<CiliumConfigFact> config = Optional.empty();
        for (MemberFact fact : facts) {
            switch (fact) {
                case IdentityFact identity -> uid = Optional.of(identity.kubeSystemUid());
                case CompletenessFact marker -> complete.put(marker.family(), marker);
                case MassDeleteHeldFact hold -> held.add(hold.family());
                case ReachabilityFact said -> reachability = Optional.of(said);
                case CiliumConfigFact said -> config = Optional.of(said);
                case MemberFact.NamespaceFact _,
                        MemberFact.ServiceFact _,
                        MemberFact.EndpointSliceFact _,
                        MemberFact.ServiceExportFact _,
                        MemberFact.UnreadableFact _,
                        InventoryFact _,
                        CiliumFact _ -> {}
            }
        }
        return new Recorded(uid, uid.isPresent() ? complete : Map.of(), held, reachability, config);
    }

    /** First contact: these are the facts of this cluster from now on. */
    public Recorded identifiedAs(String uid) {
        return new Recorded(Optional.of(uid), complete, held, reachability, config);
    }

    /** After a marker was written. */
    public Recorded completed(CompletenessFact marker) {
        Map<Family, CompletenessFact> next = new EnumMap<>(Family.class);
        next.putAll(complete);
        next.put(marker.family(), marker);
        return new Recorded(clusterUid, next, held, reachability, config);
    }

    /** After a hold began or ended. */
    public Recorded holding(Family family, boolean now) {
        Set<Family> next = EnumSet.noneOf(Family.class);
        next.addAll(held);
        if (now) {
            next.add(family);
        } else {
            next.remove(family);
        }
        return new Recorded(clusterUid, complete, next, reachability, config);
    }

    /** After the member's reachability was written. */
    public Recorded saying(ReachabilityFact said) {
        return new Recorded(clusterUid, complete, held, Optional.of(said), config);
    }

    /** After a fact was written: the member's configuration is remembered. */
    public Recorded having(MemberFact fact) {
        return fact instanceof CiliumConfigFact newer
                ? new Recorded(clusterUid, complete, held, reachability, Optional.of(newer))
                : this;
    }

    /** After {@code list} was written by {@code plan}. */
    public Recorded after(FamilySnapshot list, TakeOver.Plan plan) {
        Recorded next =
                completed(plan.marker()).holding(list.family(), plan.held().isPresent());
        for (MemberFact fact : list.facts().values()) {
            next = next.having(fact);
        }
        boolean configGone = plan.operations().contains(new Operation.Remove(CiliumConfigFact.KEY));
        return configGone
                ? new Recorded(next.clusterUid, next.complete, next.held, next.reachability, Optional.empty())
                : next;
    }

    /** After all facts of a family were taken away. */
    public Recorded without(Family family) {
        Map<Family, CompletenessFact> next = new EnumMap<>(Family.class);
        next.putAll(complete);
        next.remove(family);
        return new Recorded(clusterUid, next, held, reachability, config).holding(family, false);
    }
}
